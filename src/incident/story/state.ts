import type { GamedayEvent } from "../../event/event.ts";
import type { Slice } from "../slice.ts";

/** What the players know of the incident so far, beside the commander's loop. */
export interface Story {
  /** What was declared, then the newest update. */
  readonly impact: readonly string[];
  readonly evidence: readonly string[];
  /** Newest last. */
  readonly tried: readonly string[];
}

export const story: Slice<Story> = {
  initial: { impact: [], evidence: [], tried: [] },
  // What players may not see, they cannot hand over.
  evolve: (state, event) => (event.sees === "all" ? fold(state, event) : state),
};

/** A handover is read in a minute: the newest of what was tried is enough. */
const triedKept = 12;

function fold(state: Story, event: GamedayEvent): Story {
  switch (event.type) {
    case "incident.declared":
      return { ...state, impact: [event.data.text] };
    case "incident.updated":
      return { ...state, impact: [...state.impact.slice(0, 1), event.data.text] };
    case "evidence.proved":
      return { ...state, evidence: [...new Set([...state.evidence, event.data.statement])] };
    case "decision.made":
      return withTried(state, `decided: ${event.data.text}`);
    case "task.done":
      return withTried(state, event.data.text);
    case "change.seen":
      return withTried(state, `changed on ${event.data.target}: ${event.data.fact}`);
    case "incident.state": {
      const { state: to, text } = event.data;
      const acts = to === "mitigating" || to === "mitigated";
      return acts && text !== undefined ? withTried(state, `${to}: ${text}`) : state;
    }
    default:
      return state;
  }
}

function withTried(state: Story, what: string): Story {
  return { ...state, tried: [...state.tried, what].slice(-triedKept) };
}
