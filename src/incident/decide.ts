/**
 * What a command leads to, as a pure function; a refusal says what to type instead. It never
 * throws: people type anything.
 */
import type { EventInput } from "../event/event.ts";
import type { DeclaredState } from "../event/incident.ts";
import { formatDuration } from "../kernel/duration.ts";
import type { Command, IncidentVerb } from "../verb/index.ts";
import { stateInSentence } from "../wording/state.ts";
import type { CommandContext, Decision } from "./command.ts";
import type { IncidentState } from "./incident.ts";
import { nextCommands } from "./next.ts";
import { counterpart, rightsOf, roleOf, severityOf, type Severity } from "./profile.ts";
import { ownPages, whoseRight } from "./rights.ts";
import { deadlineOf, otherLevel, severityChange } from "./severity.ts";
import { mayFollow, openStates } from "./transition.ts";
import { roleTitle, scaledText, titleOf } from "./wording.ts";

/** Events or a refusal, under the profile's rights: `warn` lets it happen and says so. */
export function decide(state: IncidentState, command: Command, context: CommandContext): Decision {
  // A page of one's own is one's own to answer; taking command is not.
  const theirs =
    command.do === "ack" && ownPages(state, context.by).length > 0
      ? undefined
      : whoseRight(state, command.do, context.by);
  if (theirs !== undefined && state.profile.rights.mode === "block")
    return refuse(
      `Only ${theirs} may use "${command.do}".`,
      `ask them, or take the role: gameday sev assign ${roleToTake(state, command.do)} ${context.by.id}`,
    );
  const decision = dispatch(state, command, context);
  if (!decision.ok) return decision;
  const stamped = decision.events.map((event) => ({
    ...event,
    by: context.by,
    incident: state.id,
  }));
  if (theirs === undefined) return { ...decision, events: stamped };
  const note: EventInput = {
    type: "drill.note",
    data: {
      text: `policy: ${context.by.id} used "${command.do}", which is normally done by ${theirs}`,
    },
    incident: state.id,
  };
  return {
    ...decision,
    events: [...stamped, note],
    warnings: [...decision.warnings, `"${command.do}" is normally done by ${theirs}; recorded`],
  };
}

type Asked<V extends IncidentVerb> = Extract<Command, { do: V }>;
type Decide<V extends IncidentVerb> = (
  state: IncidentState,
  command: Asked<V>,
  context: CommandContext,
) => Decision;

/** One for each verb that is about the incident. */
const decisions: { readonly [V in IncidentVerb]: Decide<V> } = {
  declare,
  ack: acknowledge,
  assign,
  escalate,
  update: (state, { text, audience = "all" }) =>
    whenOpen(state, () =>
      accept([{ type: "incident.updated", data: { text, audience } }], "Update posted."),
    ),
  diagnose: (state, { text }) => move(state, "diagnosing", text, "Marked as being investigated."),
  mitigating: (state, { text }) => move(state, "mitigating", text, "Marked as being mitigated."),
  mitigated,
  resolve,
  "false-alarm": (state, { why }, { contained }) =>
    move(state, "false-alarm", why, "Called off as a false alarm.", !contained),
  note: (_, { text }) => accept([{ type: "note.added", data: { text } }], "Noted."),
};

function dispatch(state: IncidentState, command: Command, context: CommandContext): Decision {
  // The compiler does not see that the name and the command belong together.
  return (decisions[command.do] as Decide<IncidentVerb>)(state, command, context);
}

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
  const severity = severityOf(
    state.profile,
    command.level ?? state.level ?? state.profile.startLevel,
  );
  if (severity === undefined) return unknownLevel(state, command.level);
  if (state.declaredEx !== undefined) return reopen(state, severity, command.text, context);
  const deadlineEx = deadlineOf(severity, context.exMs, state.timeScale);
  return accept(
    [
      {
        type: "incident.declared",
        data: { level: severity.id, name: state.name, text: command.text, deadlineEx },
      },
    ],
    `${severity.label} ${state.name} is declared. ${targetText(state, severity)}`,
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
  return accept([reopened, ...change], `${severity.label} ${state.name} is open again.`);
}

/**
 * An acknowledgement answers the pages to one's roles (or all, when none is to one's own), and
 * takes command of what is newly declared.
 */
function acknowledge(
  state: IncidentState,
  { text }: Asked<"ack">,
  context: CommandContext,
): Decision {
  const waiting = Object.keys(state.pages);
  const own = ownPages(state, context.by);
  const pages = (own.length > 0 ? own : waiting).map((to): EventInput => ({
    type: "page.acked",
    data: { to },
  }));
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
    context.by.roles.includes("imoc")
      ? [{ type: "incident.assigned", data: { role: "imoc", to: context.by.id } }]
      : [];
  if (pages.length === 0 && !command && chair.length === 0)
    return refuse("No page is waiting for you.", "gameday status");
  return accept(
    [...pages, ...taken, ...chair, ...said],
    command ? `${titleOf(state)} is acknowledged.` : "The page is acknowledged.",
  );
}

function assign(state: IncidentState, command: Asked<"assign">): Decision {
  const role = roleOf(state.profile, command.role);
  if (role === undefined)
    return refuse(
      `There is no role "${command.role}".`,
      `roles: ${Object.keys(state.profile.roles).join(", ")}`,
    );
  const other = counterpart(role);
  const both = other !== undefined && state.roles[other] === command.to;
  const warnings = both
    ? [
        `${command.to} is also ${roleTitle(state, other)}: the incident commander should not be the one fixing it`,
      ]
    : [];
  return accept(
    [{ type: "incident.assigned", data: { role, to: command.to } }],
    `${command.to} is ${roleTitle(state, role)}.`,
    warnings,
  );
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
    return accept([change], `${to.label} ${state.name}, was ${from.label}. ${left}`, warnings);
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

function move(
  state: IncidentState,
  to: DeclaredState,
  text: string | undefined,
  say: string,
  premature = false,
): Decision {
  if (state.state === to) return refuse(`It is already ${stateInSentence(to)}.`, nextText(state));
  if (!mayFollow(state.state, to)) return refuse(notNow(state, to), nextText(state));
  return accept(
    [
      {
        type: "incident.state",
        data: {
          state: to,
          ...(text === undefined ? {} : { text }),
          ...(premature ? { premature } : {}),
        },
      },
    ],
    say,
  );
}

function whenOpen(state: IncidentState, then: () => Decision): Decision {
  return openStates.has(state.state) ? then() : refuse(notNow(state), nextText(state));
}

function notNow(state: IncidentState, to?: DeclaredState): string {
  if (state.state === "none" || state.state === "observed") return "No incident is declared yet.";
  return to === undefined
    ? `${titleOf(state)} is ${stateInSentence(state.state)}.`
    : `${titleOf(state)} is ${stateInSentence(state.state)}: it cannot become ${stateInSentence(to)} now.`;
}

function unknownLevel(state: IncidentState, level: number | undefined): Decision {
  return refuse(
    `There is no severity ${level ?? ""}.`,
    `severities: ${state.profile.severities.map(({ id, description }) => `${id} (${description})`).join(", ")}`,
  );
}

/** A role that gives the right to use a verb. */
function roleToTake({ profile }: IncidentState, verb: IncidentVerb): string {
  const allowed = rightsOf(profile, verb);
  return allowed === "anyone" ? "" : (allowed[0] ?? "");
}

function targetText(state: IncidentState, severity: Severity): string {
  return severity.targetMs === null
    ? "This severity has no time-to-mitigate target."
    : `Target: mitigate within ${scaledText(severity.targetMs, state.timeScale)}.`;
}

function nextText(state: IncidentState): string {
  return nextCommands(state)[0] ?? "gameday status";
}

function accept(
  events: readonly EventInput[],
  say: string,
  warnings: readonly string[] = [],
): Decision {
  return { ok: true, events, say, warnings };
}

function refuse(why: string, instead: string): Decision {
  return { ok: false, why, instead };
}
