/** A drill after its end, for tests of its review. */
import type { Actor } from "../../src/event/actor.ts";
import type { About } from "../../src/review/event.ts";
import type { Proposal, ReviewCommand, ReviewContext } from "../../src/review/decide.ts";
import { decideReview } from "../../src/review/decide.ts";
import { evolve, initialReview, type ReviewState } from "../../src/review/state.ts";

export const ana: Actor = { id: "ana", kind: "person", roles: [] };

export const about: About = {
  drill: "2026-11-21-hot-mysql-7f3a",
  kind: "Drill",
  scenario: "hot-mysql",
  variant: null,
  title: "One customer's Monday batch makes MySQL hot",
  run: "gameday run hot-mysql --seed 7f3a",
  category: "noisy neighbour",
  incident: "SEV 1 Fast Frog",
  leftIn: "resolved",
  ended: "2026-11-21T19:30:00.000Z",
  reviewDue: "2026-11-24",
};

export const proposals: readonly Proposal[] = [
  {
    corrective: "index",
    text: "Add the missing index",
    type: "prevent",
    priority: "must",
    canRerun: true,
  },
  {
    corrective: "alert",
    text: "Alert on slow queries",
    type: "detect",
    priority: "should",
    canRerun: false,
  },
];

export const passed = {
  corrective: "index",
  drill: "2026-11-22-hot-mysql-7f3a",
  verdict: "pass",
  reason: "every service stayed within its objective",
} as const;

export const context: ReviewContext = {
  nowWall: "2026-11-25T12:00:00.000Z",
  proposals,
  reruns: [],
};

/** The state after commands, each of which must be allowed. */
export function after(
  commands: readonly ReviewCommand[],
  more: Partial<ReviewContext> = {},
): ReviewState {
  return commands.reduce((state, command) => {
    const decision = decideReview(state, command, { ...context, ...more });
    if (!decision.ok) throw new Error(`${command.do}: ${decision.why}`);
    return decision.events.reduce((now, event) => evolve(now, event) ?? now, state);
  }, initialReview(about));
}

/** Why a command is refused in that state, and what to type. */
export function refusal(
  state: ReviewState,
  command: ReviewCommand,
  more: Partial<ReviewContext> = {},
): string {
  const decision = decideReview(state, command, { ...context, ...more });
  return decision.ok ? `allowed: ${decision.say}` : `${decision.why} | ${decision.instead}`;
}
