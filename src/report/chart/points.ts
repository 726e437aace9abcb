import type { Thinned } from "../../metrics/thinning.ts";

/** A measurement, milliseconds from the fault; null where nothing was measured. */
export interface Point {
  readonly atMs: number;
  readonly value: number | null;
}

/** What a thinned series was at its worst, step by step; `since` `at` gives a moment from the fault. */
export function peaksOf(
  { fromMs, stepMs, peak }: Thinned,
  since: (atMs: number) => number,
): readonly Point[] {
  return peak.map((value, index) => ({ atMs: since(fromMs + index * stepMs), value }));
}

/**
 * The better of two values is the one to keep: the lowest of success, the highest of everything
 * else.
 */
export type Worst = "lowest" | "highest";

/** The point that matters most; undefined when nothing was measured. */
export function worstOf(
  points: readonly Point[],
  worst: Worst,
): { atMs: number; value: number } | undefined {
  let found: { atMs: number; value: number } | undefined;
  for (const { atMs, value } of points)
    if (
      value !== null &&
      (found === undefined || (worst === "highest" ? value > found.value : value < found.value))
    )
      found = { atMs, value };
  return found;
}

/** At most `most` points, each the worst of its stretch: a spike must not vanish. */
export function thinned(points: readonly Point[], most: number, worst: Worst): readonly Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / most);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const part = points.slice(index * size, (index + 1) * size);
    return worstOf(part, worst) ?? { atMs: part[0]?.atMs ?? 0, value: null };
  });
}
