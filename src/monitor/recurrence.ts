import { isBeyondNoise } from "./noise.ts";
import { isComplete, sumOf } from "./seconds.ts";
import { commonSeconds, isBelow, success, type Sli } from "./sli.ts";
import { healSecond, type MonitorState } from "./state.ts";

export interface Recurrence {
  /** The first bad bin of the window that broke. */
  readonly second: number;
  readonly slis: readonly string[];
  readonly detail: string;
}

/** Users are affected again when this many seconds together break what the hold promised. */
const windowSeconds = 5;

/**
 * The first five seconds since `contained` that break the hold: an SLI is below its objective in
 * them, by more than chance (`isBeyondNoise`), and loses alone more than a whole hold may lose, so
 * no hold that includes them would have been accepted. A single lost request is neither.
 */
export function findRecurrence(state: MonitorState): Recurrence | undefined {
  const { truth } = state;
  const to = Math.min(commonSeconds(state.slis).next, healSecond(state));
  for (let second = truth.scan; second + windowSeconds <= to; second += 1) {
    truth.scan = second;
    const broken = state.slis.filter((sli) =>
      breaks(sli, second, truth.containedSecond ?? second, state.holdSeconds),
    );
    if (broken.length === 0) continue;
    const shares = broken.map(
      (sli) =>
        `${sli.service} ${Math.floor((success(sli, second, second + windowSeconds) ?? 0) * 100) / 100} %`,
    );
    return {
      second: firstBad(broken, second),
      slis: broken.map(({ id }) => id),
      detail: `${shares.join(", ")} over ${windowSeconds} s`,
    };
  }
  return undefined;
}

function breaks(sli: Sli, from: number, containedSecond: number, holdSeconds: number): boolean {
  const to = from + windowSeconds;
  if (!isBelow(sli, from, to) || !isComplete(sli.seconds, from, to)) return false;
  const offered = sumOf(sli.seconds, "offered", from, to);
  const lost = offered - sumOf(sli.seconds, "good", from, to);
  const allowed =
    (sumOf(sli.seconds, "offered", containedSecond, containedSecond + holdSeconds) *
      (100 - sli.objective)) /
    100;
  return lost > allowed && isBeyondNoise(lost, offered, sli.objective);
}

function firstBad(slis: readonly Sli[], from: number): number {
  for (let second = from; second < from + windowSeconds; second += 1) {
    if (slis.some((sli) => isBelow(sli, second, second + 1))) return second;
  }
  return from;
}
