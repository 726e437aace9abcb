/**
 * What a benchmark came to: medians of alternating runs, against a named peer where there is one,
 * and whether the goal is met.
 */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  /** Medians of `runs`. */
  readonly ours: number;
  readonly peer: number | null;
  /** What the bare minimum came to on this machine in the same runs, where that was measured. */
  readonly bare: number | null;
  readonly peerName: string | null;
  /** Ours divided by the peer's; null where that is no number, as 0 by 0. */
  readonly ratio: number | null;
  /** What must hold always; null when only the goal counts. */
  readonly floor: Bar | null;
  readonly goal: Bar;
  /** The goal is met. */
  readonly holds: boolean;
  /**
   * Why these figures say neither that the goal is met nor that it is missed; null when they do say
   * it.
   */
  readonly unknown: string | null;
  /** Every figure, in the order of measurement. */
  readonly runs: Runs;
}

export interface Runs {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
  readonly bare?: readonly number[];
}

/** A bound on our figure, on the ratio, or on what we need more than the peer. */
export interface Bar {
  readonly of: "ours" | "ratio" | "difference";
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly peerName: string | null;
  readonly floor?: Bar;
  readonly goal: Bar;
  readonly unknown?: string | undefined;
  readonly runs: Runs;
}

/** From the figures of all runs to the result. */
export function resultOf({
  name,
  unit,
  peerName,
  floor,
  goal,
  unknown,
  runs,
}: Measured): BenchResult {
  const ours = median(runs.ours);
  const peer = runs.peer.length === 0 ? null : median(runs.peer);
  const figures = {
    ours,
    peer,
    ratio: peer !== null && Number.isFinite(ours / peer) ? ours / peer : null,
  };
  const bare = runs.bare === undefined || runs.bare.length === 0 ? null : median(runs.bare);
  return {
    name,
    unit,
    ...figures,
    bare,
    peerName,
    floor: floor ?? null,
    goal,
    holds: unknown === undefined && keeps(goal, figures),
    unknown: unknown ?? null,
    runs,
  };
}

/**
 * Measures both in turns, so that a change of the machine's mood hits both; at least five times,
 * after one unmeasured turn.
 */
export async function alternate(
  turns: number,
  ours: () => Promise<number>,
  peer?: () => Promise<number>,
): Promise<Runs> {
  if (turns < 5) throw new Error("bench: a median wants five runs or more");
  const runs = { ours: [] as number[], peer: [] as number[] };
  for (let turn = 0; turn <= turns; turn += 1) {
    const [a, b] = [await ours(), await peer?.()];
    if (turn === 0) continue;
    runs.ours.push(a);
    if (b !== undefined) runs.peer.push(b);
  }
  return runs;
}

/** The middle one, or the mean of the middle two; NaN when one of them is unknown. */
export function median(values: readonly number[]): number {
  if (values.some((value) => Number.isNaN(value))) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ];
  if (low === undefined || high === undefined) throw new Error("bench: a median of nothing");
  return (low + high) / 2;
}

/** Whether the figures keep to a bar. A bar that needs a peer is not kept without one. */
export function keeps(
  { of, atMost, atLeast }: Bar,
  { ours, peer, ratio }: Pick<BenchResult, "ours" | "peer" | "ratio">,
): boolean {
  const difference = peer === null ? null : ours - peer;
  const value = { ours, ratio, difference }[of];
  return (
    value !== null &&
    (atMost === undefined || value <= atMost) &&
    (atLeast === undefined || value >= atLeast)
  );
}
