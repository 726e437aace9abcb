import type { EventInput } from "../event/event.ts";
import type { ActionInput } from "./action.ts";
import { newestSeq } from "./cause.ts";
import { holds } from "./predicate.ts";
import type { LiveMonitor } from "./state.ts";

export type RetiredInput = Extract<EventInput, { type: "evidence.retired" }>;

/**
 * Questions that a look at the system can no longer answer, because of what people did. What
 * monitoring saw last before that answers in its place, where the scenario says what it is.
 */
export function concludeRetired(
  state: LiveMonitor,
  exMs: number,
  actions: readonly ActionInput[],
): RetiredInput[] {
  keepRecords(state, exMs);
  return actions.flatMap(({ data: { mitigation } }) =>
    Object.entries(state.scenario.evidence).flatMap(([evidence, { until }]): RetiredInput[] => {
      if (!until.includes(mitigation) || state.closed.has(evidence)) return [];
      state.closed.add(evidence);
      const recorded = state.lastShown.get(evidence);
      return [
        {
          type: "evidence.retired",
          sees: "truth",
          at: exMs,
          data: { evidence, mitigation, ...(recorded === undefined ? {} : { recorded }) },
        },
      ];
    }),
  );
}

function keepRecords(state: LiveMonitor, exMs: number): void {
  for (const id in state.scenario.evidence) {
    const recorded = state.scenario.evidence[id]?.recorded;
    if (recorded === undefined || state.closed.has(id)) continue;
    const seq = holds(recorded, state, exMs) === true ? newestSeq(recorded, state) : undefined;
    if (seq !== undefined) state.lastShown.set(id, seq);
  }
}
