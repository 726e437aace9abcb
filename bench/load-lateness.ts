/**
 * How late requests came, from nothing but their arrival times at a neutral receiver and the rate
 * that was asked for: the k-th of an evenly spaced series should come k intervals after the first,
 * and the earliest one, seen so, is taken to be on time. A request that was never sent shifts all
 * after it, so it shows as lateness of the rest.
 */
export function lateness(arrivalsMs: readonly number[], perSecond: number): readonly number[] {
  const sorted = arrivalsMs.toSorted((a, b) => a - b);
  const offsets = sorted.map((ms, k) => ms - (k * 1_000) / perSecond);
  const onTime = offsets.reduce(
    (least, offset) => Math.min(least, offset),
    Number.POSITIVE_INFINITY,
  );
  return offsets.map((offset) => offset - onTime);
}

/** The value that a share of all does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ??
    Number.NaN
  );
}

/** Length of a slice. */
const sliceMs = 100;

/**
 * What was measured of a series, in slices of 100 ms. A machine that stops for a moment spoils the
 * slices of that moment; a sender that is too slow for its rate falls behind further and further,
 * and spoils nearly all.
 */
export function slices(late: readonly number[], perSecond: number): readonly (readonly number[])[] {
  const each = Math.max(1, Math.round((perSecond * sliceMs) / 1_000));
  return Array.from({ length: Math.floor(late.length / each) }, (_, i) =>
    late.slice(i * each, (i + 1) * each),
  );
}

/**
 * The share of slices in which 99 % of the requests came within `withinMs` of when they were due.
 */
export function shareOnTime(
  arrivalsMs: readonly number[],
  perSecond: number,
  withinMs: number,
): number {
  const all = slices(lateness(arrivalsMs, perSecond), perSecond);
  return all.filter((slice) => quantile(slice, 0.99) <= withinMs).length / all.length;
}
