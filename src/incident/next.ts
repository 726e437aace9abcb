import type { Actor } from "../event/actor.ts";
import type { IncidentState } from "./incident.ts";
import { loopCommands } from "./loop/next.ts";
import { ownPages } from "./paging/own.ts";
import { openStates } from "./transition.ts";

interface Reader {
  readonly by?: Actor;
  readonly unproven?: readonly string[];
}

/**
 * The commands that make sense now, best first; `unproven` names evidence that is still open, `by`
 * is the person who reads them.
 */
export function nextCommands(state: IncidentState, asked: Reader = {}): readonly string[] {
  if (state.team.offers.some(({ to }) => to === asked.by?.id))
    return ["gameday handoff brief", "gameday handoff accept", "gameday handoff decline"];
  const usual = usualCommands(state, asked);
  return openStates.has(state.state) ? [...loopCommands(state, asked.by), ...usual] : usual;
}

function usualCommands(state: IncidentState, { by, unproven = [] }: Reader): readonly string[] {
  const prove = unproven.slice(0, 1).map((evidence) => `gameday prove ${evidence} -- …`);
  const ack =
    by !== undefined && ownPages(state, by).length > 0 ? ["gameday sev ack"] : ([] as const);
  switch (state.state) {
    case "none":
    case "observed":
      return isReported(state)
        ? [`gameday sev declare ${state.profile.startLevel} "what users see"`, ...ack]
        : ["gameday status"];
    case "declared":
      return [...ack, ...prove, 'gameday sev update "…"'];
    case "acknowledged":
    case "mobilised":
    case "diagnosing":
    case "reopened":
      return [
        ...ack,
        ...prove,
        'gameday sev mitigated "what you did"',
        'gameday sev update "…"',
        "gameday hint",
      ];
    case "mitigating":
      return ['gameday sev mitigated "what you did"', 'gameday sev update "…"', ...prove];
    case "mitigated":
    case "monitoring":
      return ['gameday sev resolve "…"', 'if it comes back: gameday sev mitigating "…"'];
    case "false-alarm":
      return [
        `if users are affected after all: gameday sev declare ${state.level ?? state.profile.startLevel} "what users see"`,
        "gameday status",
      ];
    case "resolved":
    case "reviewing":
    case "verified":
    case "closed":
    case "merged":
      return ["gameday report open"];
    default:
      return state.state satisfies never;
  }
}

/** Whether anyone on call could know that something is wrong: an alert fired or a page was sent. */
export function isReported(state: IncidentState): boolean {
  return (
    state.state !== "none" ||
    state.alertSeq !== undefined ||
    state.posted.some((key) => key.startsWith("page "))
  );
}
