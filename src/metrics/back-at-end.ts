import { isGood } from "../monitor/contained.ts";
import { isBelow } from "../monitor/sli.ts";
import type { MonitorState } from "../monitor/state.ts";
import type { ImpactWindow } from "./impact.ts";

/** One good second may be luck. */
const fewest = 5;

/**
 * A Test may end before a hold is over, so the truth machine cannot call its users back. Then they
 * are back from the second on in which everything is good until the end; undefined where it is not,
 * or not for long enough to say so.
 */
export function backAtEnd(
  state: Pick<MonitorState, "slis">,
  last: ImpactWindow | undefined,
): number | undefined {
  if (last === undefined || !last.open) return undefined;
  let back: number | undefined;
  for (let second = last.toSecond - 1; second > last.fromSecond; second -= 1) {
    if (state.slis.some((sli) => isBelow(sli, second, second + 1))) break;
    if (isGood(state, second)) back = second;
  }
  return back !== undefined && last.toSecond - back >= fewest ? back : undefined;
}
