/** What decisions about an incident are made of. */
import type { EventInput } from "../event/event.ts";
import type { DeclaredState } from "../event/incident.ts";
import type { Command, IncidentVerb } from "../verb/index.ts";
import { stateInSentence } from "../wording/state.ts";
import type { CommandContext, Decision } from "./command.ts";
import type { IncidentState } from "./incident.ts";
import { nextCommands } from "./next.ts";
import { mayFollow, openStates } from "./transition.ts";
import { titleOf } from "./wording.ts";

export type Asked<V extends IncidentVerb> = Extract<Command, { do: V }>;

export type Decide<V extends IncidentVerb> = (
  state: IncidentState,
  command: Asked<V>,
  context: CommandContext,
) => Decision;

/** One for each of these verbs. */
export type Decisions<V extends IncidentVerb> = { readonly [K in V]: Decide<K> };

export function move(
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

export function whenOpen(state: IncidentState, then: () => Decision): Decision {
  return openStates.has(state.state) ? then() : refuse(notNow(state), nextText(state));
}

export function notNow(state: IncidentState, to?: DeclaredState): string {
  if (state.state === "none" || state.state === "observed") return "No incident is declared yet.";
  return to === undefined
    ? `${titleOf(state)} is ${stateInSentence(state.state)}.`
    : `${titleOf(state)} is ${stateInSentence(state.state)}: it cannot become ${stateInSentence(to)} now.`;
}

export function nextText(state: IncidentState): string {
  return nextCommands(state)[0] ?? "gameday status";
}

export function accept(
  events: readonly EventInput[],
  say: string,
  warnings: readonly string[] = [],
): Decision {
  return { ok: true, events, say, warnings };
}

export function refuse(why: string, instead: string): Decision {
  return { ok: false, why, instead };
}
