import type { Facts } from "../org/facts.ts";
import { commonSeconds, isBelow } from "./sli.ts";
import type { MonitorState } from "./state.ts";

/**
 * Carries the counts of unbroken seconds below objective on to the last second that every SLI has
 * delivered.
 */
export function advanceBreach(state: MonitorState): void {
  const { first, next } = commonSeconds(state.slis);
  for (let second = Math.max(first, state.belowScan); second < next; second += 1) {
    for (const [index, sli] of state.slis.entries())
      state.belowFor[index] = isBelow(sli, second, second + 1)
        ? (state.belowFor[index] ?? 0) + 1
        : 0;
    state.belowScan = second + 1;
  }
}

/**
 * How long each service has been below its objective, unbroken, up to the last complete second. A
 * second without data counts as not below.
 */
export function factsOf(state: MonitorState): Pick<Facts, "services"> {
  return {
    services: state.slis.map(({ id, service }, index) => ({
      names: [id, service],
      belowForMs: (state.belowFor[index] ?? 0) * 1_000,
    })),
  };
}

/**
 * How long one SLI has been below its objective without a break, milliseconds: the live view's
 * "below for 01:40".
 */
export function belowForMs(state: MonitorState, sli: string): number {
  const index = state.slis.findIndex(({ id }) => id === sli);
  return (state.belowFor[index] ?? 0) * 1_000;
}
