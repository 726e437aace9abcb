import type { EventInput } from "../../event/event.ts";
import type { Risk } from "../../event/loop.ts";
import { formatClock } from "../../kernel/duration.ts";
import { plural } from "../../kernel/plural.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, whenOpen, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { practised, type Breach } from "../practice.ts";
import { scaledText } from "../wording.ts";
import { idIn, nextId, withOne } from "./find.ts";
import type { Proposal } from "./state.ts";

/** What could be done, and what is decided. */
export const actionDecisions: Decisions<"propose" | "poll" | "object" | "decide"> = {
  propose,
  poll,
  object,
  decide,
};

const risks: Readonly<Record<string, Risk>> = { low: "low", medium: "medium", high: "high" };

function propose(state: IncidentState, { text, risk: word }: Asked<"propose">): Decision {
  return whenOpen(state, () => {
    const risk = word === undefined ? "medium" : riskOf(word);
    if (risk === undefined)
      return refuse(
        `There is no risk "${word ?? ""}".`,
        'gameday propose "…" --risk low, medium or high',
      );
    const id = nextId("p", state.loop.proposals);
    return accept(
      [{ type: "action.proposed", data: { id, text, risk } }],
      `${id} (${risk} risk): ${text}. ${risk === "high" ? `Ask first: gameday poll ${id}` : `gameday decide ${id}`}`,
    );
  });
}

function riskOf(word: string): Risk | undefined {
  const plain = word.trim().toLowerCase();
  return Object.hasOwn(risks, plain) ? risks[plain] : undefined;
}

function poll(
  state: IncidentState,
  { proposal: word, within }: Asked<"poll">,
  { exMs }: CommandContext,
): Decision {
  return whenOpen(state, () =>
    withOne("p", state.loop.proposals, word, (proposal) => {
      const { id, text } = proposal;
      if (proposal.decided !== undefined) return alreadyDecided(proposal);
      if (proposal.poll?.open === true)
        return refuse(
          `The poll on ${id} is open until ${formatClock(proposal.poll.untilEx)}.`,
          `gameday object ${id} "why not", or: gameday decide ${id}`,
        );
      const boxMs = within ?? state.profile.timers.pollMs;
      const untilEx = exMs + boxMs / state.timeScale;
      return accept(
        [{ type: "poll.opened", data: { proposal: id, untilEx } }],
        `Any strong objections to ${id} (${text})? ${scaledText(boxMs, state.timeScale)}. gameday object ${id} "why not"`,
      );
    }),
  );
}

function object(state: IncidentState, { proposal: word, text }: Asked<"object">): Decision {
  return whenOpen(state, () =>
    withOne("p", state.loop.proposals, word, (proposal) =>
      proposal.decided === undefined
        ? accept(
            [{ type: "objection.raised", data: { proposal: proposal.id, text } }],
            `Your objection to ${proposal.id} is recorded. The commander decides.`,
          )
        : alreadyDecided(proposal),
    ),
  );
}

function decide(state: IncidentState, { what }: Asked<"decide">, { by }: CommandContext): Decision {
  return whenOpen(state, () => {
    if (idIn("p", what) === undefined) return decided(state, what);
    return withOne("p", state.loop.proposals, what, (proposal) =>
      proposal.decided === undefined
        ? practised(state, by, unpolled(proposal), () => decided(state, proposal.text, proposal))
        : alreadyDecided(proposal),
    );
  });
}

function decided(state: IncidentState, text: string, proposal?: Proposal): Decision {
  const id = nextId("d", state.loop.decisions);
  const about = proposal === undefined ? {} : { proposal: proposal.id };
  const made: EventInput = { type: "decision.made", data: { id, text, ...about } };
  const against = proposal?.objections.length ?? 0;
  return accept(
    [...(proposal?.poll?.open === true ? [pollClosed(proposal)] : []), made],
    `${id}: ${text}. Who does it? gameday task <who> "…" --within 20m`,
    against === 0 ? [] : [`decided against ${against} strong ${plural(against, "objection")}`],
  );
}

function alreadyDecided({ id, decided: as = "" }: Proposal): Decision {
  return refuse(`${id} is already decided: ${as}.`, 'another one: gameday propose "…"');
}

/** The end of a poll, with what it brought. */
export function pollClosed({ id, objections }: Proposal): EventInput {
  return { type: "poll.closed", data: { proposal: id, objections: objections.length } };
}

function unpolled({ id, risk, poll: asked }: Proposal): readonly Breach[] {
  if (risk !== "high" || asked?.open === false) return [];
  const text =
    asked === undefined
      ? `${id} is a high risk and no one was asked for strong objections.`
      : `${id} is a high risk and its poll is still open.`;
  const instead =
    asked === undefined
      ? `first: gameday poll ${id}`
      : `at ${formatClock(asked.untilEx)}: gameday decide ${id}`;
  return [{ rule: "skipped-poll", text, instead }];
}
