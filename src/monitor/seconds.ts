import { RunningSum } from "./running-sum.ts";

/**
 * Counts per exercise second as running sums, so that the sum over any window costs two look-ups
 * however long the drill is. Seconds come in order; one that never came is `missing` and makes
 * every window over it incomplete.
 */
export interface Seconds<C extends string> {
  /** The first second known; -1 before there is any. */
  first: number;
  /** One past the last second known. */
  next: number;
  readonly columns: readonly C[];
  readonly sums: Readonly<Record<C, RunningSum>>;
  readonly missing: RunningSum;
}

/** A gap longer than this is a broken journal, not a pause of the generator. Seconds. */
const longestGap = 86_400;

/** No seconds yet, for the named columns. */
export function emptySeconds<C extends string>(columns: readonly C[]): Seconds<C> {
  const sums = Object.fromEntries(columns.map((column) => [column, new RunningSum()])) as Record<
    C,
    RunningSum
  >;
  return { first: -1, next: -1, columns, sums, missing: new RunningSum() };
}

/** Adds one second; `undefined` marks it as missing. Seconds already known are left as they are. */
export function addSecond<C extends string>(
  to: Seconds<C>,
  second: number,
  counts: Readonly<Record<C, number>> | undefined,
): void {
  if (to.first < 0) to.first = to.next = second;
  if (second < to.next || second - to.next > longestGap) return;
  while (to.next < second) append(to, undefined);
  append(to, counts);
}

function append<C extends string>(
  to: Seconds<C>,
  counts: Readonly<Record<C, number>> | undefined,
): void {
  for (const column of to.columns) to.sums[column].add(counts === undefined ? 0 : counts[column]);
  to.missing.add(counts === undefined ? 1 : 0);
  to.next += 1;
}

/** The sum of a column over the seconds [from, to), of which only known ones count. */
export function sumOf<C extends string>(
  of: Seconds<C>,
  column: C,
  from: number,
  to: number,
): number {
  return between(of, of.sums[column], from, to);
}

/** Were all the seconds [from, to) delivered? */
export function isComplete<C extends string>(of: Seconds<C>, from: number, to: number): boolean {
  return (
    of.first >= 0 && from >= of.first && to <= of.next && between(of, of.missing, from, to) === 0
  );
}

function between<C extends string>(
  of: Seconds<C>,
  sums: RunningSum,
  from: number,
  to: number,
): number {
  if (of.first < 0) return 0;
  const last = of.next - of.first;
  const low = Math.min(Math.max(from - of.first, 0), last);
  const high = Math.min(Math.max(to - of.first, 0), last);
  return high <= low ? 0 : sums.total(high) - sums.total(low);
}
