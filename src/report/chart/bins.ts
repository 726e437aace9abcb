/** One second (or a few) of an SLI; `success` in percent, null without any request. */
export interface Bin {
  /** Milliseconds from the fault: the start of the bin. */
  readonly atMs: number;
  readonly success: number | null;
  /** Requests offered, the weight of this bin in a mean. */
  readonly offered: number;
}

/** A column of a chart: the mean of its bins by requests, and the worst of them. */
export interface Column {
  readonly atMs: number;
  readonly widthMs: number;
  readonly success: number | null;
  readonly worst: number | null;
  readonly offered: number;
}

/**
 * Gathers bins of `binMs` into at most `most` columns of equal width, on whole multiples of it, so
 * that eight hours draw as fast as three minutes.
 */
export function columns(bins: readonly Bin[], binMs: number, most: number): readonly Column[] {
  const first = bins[0];
  const last = bins.at(-1);
  if (first === undefined || last === undefined) return [];
  const widthMs = roundWidth((last.atMs + binMs - first.atMs) / most, binMs);
  const gathered = new Map<number, Bin[]>();
  for (const bin of bins) {
    const atMs = Math.floor(bin.atMs / widthMs) * widthMs;
    const place = gathered.get(atMs);
    if (place === undefined) gathered.set(atMs, [bin]);
    else place.push(bin);
  }
  return [...gathered]
    .toSorted(([a], [b]) => a - b)
    .map(([atMs, own]) => column(widthMs === binMs ? (own[0]?.atMs ?? atMs) : atMs, widthMs, own));
}

function column(atMs: number, widthMs: number, bins: readonly Bin[]): Column {
  let offered = 0;
  let good = 0;
  let worst: number | null = null;
  for (const bin of bins) {
    if (bin.success === null) continue;
    offered += bin.offered;
    good += bin.offered * bin.success;
    worst = worst === null ? bin.success : Math.min(worst, bin.success);
  }
  return { atMs, widthMs, success: offered === 0 ? null : good / offered, worst, offered };
}

/**
 * The smallest round multiple of a bin that is at least `wanted` wide: 1, 2, 5, 10, 15, 30 s, then
 * minutes.
 */
function roundWidth(wanted: number, binMs: number): number {
  const factors = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];
  return (
    (factors.find((factor) => factor * binMs >= wanted) ??
      Math.ceil(wanted / (3_600 * binMs)) * 3_600) * binMs
  );
}
