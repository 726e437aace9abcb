import type { EventInput } from "../../event/event.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { sevTypes, type SevType } from "../../kernel/sev-type.ts";
import { severityOfFacts } from "../../org/facts.ts";
import type { CommandContext, Decision } from "../command.ts";
import {
  accept,
  move,
  nextText,
  refuse,
  whenOpen,
  type Asked,
  type Decisions,
} from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { practised } from "../practice.ts";
import { acknowledged } from "../paging/decide.ts";
import { ownPages, unnamedPages } from "../paging/own.ts";
import {
  severityOf,
  type Profile,
  type Severity,
  type SeverityPredicate,
} from "../../org/profile.ts";
import { firstType } from "../response/state.ts";
import { whoseRight } from "../rights.ts";
import { deadlineOf, otherLevel, severityChange } from "../severity.ts";
import { stateInSentence } from "../../wording/state.ts";
import { mayFollow, openStates } from "../transition.ts";
import { predicateText, scaledText, titleAt, titleOf } from "../wording.ts";
import { debate } from "./debate.ts";

/** The incident's severity and state. */
export const sevDecisions: Decisions<
  | "declare"
  | "ack"
  | "escalate"
  | "diagnose"
  | "mitigating"
  | "mitigated"
  | "resolve"
  | "false-alarm"
> = {
  declare,
  ack: acknowledge,
  escalate,
  diagnose: (state, { text }) => move(state, "diagnosing", text, "Marked as being investigated."),
  mitigating: (state, { text }) => move(state, "mitigating", text, "Marked as being mitigated."),
  mitigated,
  resolve,
  "false-alarm": (state, { why }, { contained }) =>
    move(state, "false-alarm", why, "Called off as a false alarm.", !contained),
};

function declare(
  state: IncidentState,
  command: Asked<"declare">,
  context: CommandContext,
): Decision {
  if (openStates.has(state.state))
    return refuse(
      `${titleOf(state)} is already declared.`,
      `to change its severity: gameday sev escalate ${command.level ?? otherLevel(state)} "why"`,
    );
  const found = measured(state, command, context);
  const severity = found?.severity ?? severityOf(state.profile, command.level ?? state.level);
  if (severity === undefined) return unknownLevel(state, command.level);
  if (state.declaredEx !== undefined) return reopen(state, severity, command.text, context);
  const sevType = typeNamed(state.profile, command.type);
  if (sevType === undefined) return unknownType(state, command.type ?? "");
  const deadlineEx = deadlineOf(severity, context.exMs, state.timeScale);
  const { name } = state;
  const because =
    found?.because === undefined ? "" : `: ${predicateText(found.because, state.timeScale)}`;
  const title = titleAt({ ...state, response: { ...state.response, sevType } }, severity);
  return accept(
    [
      {
        type: "incident.declared",
        data: { level: severity.id, name, text: command.text, deadlineEx, sevType },
      },
    ],
    `${title} is declared${because}. ${targetText(state, severity)}`,
  );
}

/**
 * The severity of a SEV that is declared without one: what the facts make it, or the organisation's
 * initial one while they make none. Undefined where it has one already.
 */
function measured(
  { profile, level, timeScale }: IncidentState,
  command: Asked<"declare">,
  { facts }: CommandContext,
): { readonly severity: Severity; readonly because?: SeverityPredicate } | undefined {
  if (command.level !== undefined || level !== undefined) return undefined;
  const initial = severityOf(profile, profile.startLevel);
  return (
    severityOfFacts(profile, facts, timeScale) ??
    (initial === undefined ? undefined : { severity: initial })
  );
}

function reopen(
  state: IncidentState,
  severity: Severity,
  text: string,
  context: CommandContext,
): Decision {
  if (!mayFollow(state.state, "reopened"))
    return refuse(`${titleOf(state)} is ${stateInSentence(state.state)}.`, nextText(state));
  const reopened: EventInput = { type: "incident.state", data: { state: "reopened", text } };
  const change =
    severity.id === state.level
      ? []
      : [severityChange(state, severity, { exMs: context.exMs, why: text, automatic: false })];
  return accept([reopened, ...change], `${titleAt(state, severity)} is open again.`);
}

/**
 * An acknowledgement answers the pages to oneself and one's roles (or all that name no one, when
 * there are none), and takes command of what is newly declared.
 */
function acknowledge(
  state: IncidentState,
  { text }: Asked<"ack">,
  context: CommandContext,
): Decision {
  const own = ownPages(state, context.by);
  const answered = own.length > 0 ? own : unnamedPages(state);
  const pages = answered.flatMap((page) => acknowledged(state, page, context.by));
  const command =
    mayFollow(state.state, "acknowledged") && whoseRight(state, "ack", context.by) === undefined;
  const taken: readonly EventInput[] = command
    ? [
        {
          type: "incident.state",
          data: { state: "acknowledged", ...(text === undefined ? {} : { text }) },
        },
      ]
    : [];
  // The acknowledgement of a page has no words of its own.
  const said: readonly EventInput[] =
    command || text === undefined ? [] : [{ type: "note.added", data: { text } }];
  // An acknowledgement by the on-call commander takes the command.
  const chair: readonly EventInput[] =
    openStates.has(state.state) &&
    state.roles["imoc"] === undefined &&
    (context.by.roles.includes("imoc") || own.some(({ to }) => to === "imoc"))
      ? [{ type: "incident.assigned", data: { role: "imoc", to: context.by.id } }]
      : [];
  if (pages.length === 0 && !command && chair.length === 0)
    return refuse("No page is waiting for you.", instead(state));
  return accept(
    [...pages, ...taken, ...chair, ...said],
    command ? `${titleOf(state)} is acknowledged.` : "The page is acknowledged.",
  );
}

/** Whom the open pages are for, if they are someone else's. */
function instead({ pages }: IncidentState): string {
  const [other] = Object.values(pages);
  return other === undefined
    ? "gameday status"
    : `one waits for ${other.people.join(", ")}: gameday role claim ${other.to}`;
}

function escalate(
  state: IncidentState,
  command: Asked<"escalate">,
  context: CommandContext,
): Decision {
  return whenOpen(state, () => {
    const to = severityOf(state.profile, command.level);
    const from = severityOf(state.profile, state.level);
    if (to === undefined || from === undefined) return unknownLevel(state, command.level);
    if (to.id === from.id) return refuse(`It is already ${to.label}.`, nextText(state));
    const change = severityChange(state, to, {
      exMs: context.exMs,
      why: command.why,
      automatic: false,
    });
    const { deadlineEx } = change.data;
    const left =
      deadlineEx === null
        ? "There is no time-to-mitigate target."
        : `${formatDuration(Math.max(0, deadlineEx - context.exMs))} left to mitigate.`;
    const warnings =
      to.rank > from.rank
        ? ["a lower severity keeps the deadline; the review decides whether it was right"]
        : [];
    return practised(state, context.by, debate(state, from, to, context.exMs), () =>
      accept([change], `${titleAt(state, to)}, was ${from.label}. ${left}`, warnings),
    );
  });
}

function mitigated(
  state: IncidentState,
  command: Asked<"mitigated">,
  context: CommandContext,
): Decision {
  if (state.mitigatedEx !== undefined && openStates.has(state.state))
    return refuse("It is already marked as mitigated.", nextText(state));
  return move(
    state,
    "mitigated",
    command.text,
    `Marked as mitigated. Watch the service for ${formatDuration(context.watchMs)}, then resolve.`,
    !context.contained,
  );
}

function resolve(
  state: IncidentState,
  command: Asked<"resolve">,
  context: CommandContext,
): Decision {
  if (openStates.has(state.state) && state.mitigatedEx === undefined)
    return refuse(
      "It is not marked as mitigated yet.",
      'first: gameday sev mitigated "what you did"',
    );
  const waitMs = (state.mitigatedEx ?? context.exMs) + context.watchMs - context.exMs;
  if (state.mitigatedEx !== undefined && mayFollow(state.state, "resolved") && waitMs > 0) {
    // Rounded up: a command that is typed when the time is over is not refused again.
    const leftMs = Math.ceil(waitMs / 1_000) * 1_000;
    return refuse(
      `Watch the service for another ${formatDuration(leftMs)} before you resolve.`,
      `in ${formatDuration(leftMs)}: gameday sev resolve "…"`,
    );
  }
  return move(
    state,
    "resolved",
    command.text,
    `${titleOf(state)} is resolved.`,
    !context.contained,
  );
}

/** By id, or as the organisation calls it; without a word the first. */
function typeNamed({ types }: Profile, word: string | undefined): SevType | undefined {
  if (word === undefined) return firstType;
  const plain = word.trim().toLowerCase();
  return sevTypes.find((id) => id === plain || types[id].label.toLowerCase() === plain);
}

function unknownType({ profile }: IncidentState, word: string): Decision {
  return refuse(
    `There is no SEV type "${word}".`,
    `types: ${sevTypes.map((id) => `${id} (${profile.types[id].description})`).join(", ")}`,
  );
}

function unknownLevel(state: IncidentState, level: number | undefined): Decision {
  return refuse(
    `There is no severity ${level ?? ""}.`,
    `severities: ${state.profile.severities.map(({ id, description }) => `${id} (${description})`).join(", ")}`,
  );
}

function targetText(state: IncidentState, severity: Severity): string {
  return severity.targetMs === null
    ? "This severity has no time-to-mitigate target."
    : `Target: mitigate within ${scaledText(severity.targetMs, state.timeScale)}.`;
}
