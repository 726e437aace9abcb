/**
 * How late requests came, from nothing but their arrival times at a neutral receiver and the rate that was asked for: the k-th of an
 * evenly spaced series should come k intervals after the first, and the earliest one, seen so, is taken to be on time. A request
 * that was never sent shifts all after it, so it shows as lateness of the rest.
 */
export function lateness(arrivalsMs: readonly number[], perSecond: number): readonly number[] {
  const sorted = arrivalsMs.toSorted((a, b) => a - b);
  const offsets = sorted.map((ms, k) => ms - (k * 1_000) / perSecond);
  const onTime = offsets.reduce((least, offset) => Math.min(least, offset), Number.POSITIVE_INFINITY);
  return offsets.map((offset) => offset - onTime);
}

/** The value that a share of all does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}
