/**
 * One flow's bins as the journal has them: what was offered and what was good by exercise second. A
 * second that no bin speaks of is missing, which is not the same as a second in which nothing was
 * offered.
 */
export interface FlowBins {
  readonly offered: (number | undefined)[];
  readonly good: (number | undefined)[];
  readonly lateP99: (number | undefined)[];
  /** The slowest answer, milliseconds. */
  readonly max: (number | undefined)[];
  /** Seconds that were written twice, with different figures. */
  readonly contradicted: number[];
}

export interface Counts {
  readonly offered: number;
  readonly good: number;
}

/** No second is known yet. */
export function noBins(): FlowBins {
  return { offered: [], good: [], lateP99: [], max: [], contradicted: [] };
}

/** Takes one second in. */
export function addBin(
  bins: FlowBins,
  {
    second,
    offered,
    good,
    lateP99,
    max,
  }: { second: number; offered: number; good: number; lateP99: number; max: number },
): void {
  if (
    bins.offered[second] !== undefined &&
    (bins.offered[second] !== offered || bins.good[second] !== good)
  )
    bins.contradicted.push(second);
  bins.offered[second] = offered;
  bins.good[second] = good;
  bins.lateP99[second] = lateP99;
  bins.max[second] = max;
}

/** What several flows came to in one second; undefined when one of them has no bin of it. */
export function together(
  flows: readonly (FlowBins | undefined)[],
  second: number,
): Counts | undefined {
  let [offered, good] = [0, 0];
  for (const flow of flows) {
    const [asked, answered] = [flow?.offered[second], flow?.good[second]];
    if (asked === undefined || answered === undefined) return undefined;
    offered += asked;
    good += answered;
  }
  return { offered, good };
}

/** A stretch of whole exercise seconds, the second end not included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What flows came to over a stretch, and the seconds of it that no bin speaks of. */
export function over(
  flows: readonly (FlowBins | undefined)[],
  { from, to }: Stretch,
): Counts & { readonly missing: readonly number[] } {
  let [offered, good] = [0, 0];
  const missing: number[] = [];
  for (let second = from; second < to; second += 1) {
    const counts = together(flows, second);
    if (counts === undefined) missing.push(second);
    offered += counts?.offered ?? 0;
    good += counts?.good ?? 0;
  }
  return { offered, good, missing };
}
