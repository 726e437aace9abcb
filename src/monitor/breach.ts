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
 * A profile's breach rule: has every named service (all of them when none is named) been below its
 * objective for so many milliseconds unbroken, up to the last complete second? A second without
 * data counts as not below.
 */
export function breached(
  state: MonitorState,
  forMs: number,
  services?: readonly string[],
): boolean {
  let named = 0;
  for (const [index, sli] of state.slis.entries()) {
    if (services !== undefined && !services.includes(sli.service) && !services.includes(sli.id))
      continue;
    named += 1;
    if ((state.belowFor[index] ?? 0) * 1_000 < Math.max(forMs, 1)) return false;
  }
  return named > 0;
}

/**
 * How long one SLI has been below its objective without a break, milliseconds: the live view's
 * "below for 01:40".
 */
export function belowForMs(state: MonitorState, sli: string): number {
  const index = state.slis.findIndex(({ id }) => id === sli);
  return (state.belowFor[index] ?? 0) * 1_000;
}
