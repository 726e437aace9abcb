/**
 * The ticks of one k6 process put back on their schedule. k6 numbers only the journeys that it
 * begins, not those that it drops, and reports each when it is over, in any order. Times are ms
 * since the scenario began.
 */
export interface K6Ticks {
  /** When tick `n` (from 0) is scheduled. */
  dueMs(tick: number): number;
  /** The tick of a journey. All drops before it must have been reported. */
  tickOf(journey: number, beganMs: number): number;
  dropped(atMs: number): void;
  /** A journey is over. */
  finished(journey: number, beganMs: number): void;
  /** Dropped ticks whose place has become certain since the last call. */
  takeDropped(): number[];
  /** Every tick before this one is over or dropped. */
  readonly settled: number;
  /**
   * Ticks up to `atMs` that are neither; in order. Drops whose place is not certain yet are placed
   * by their time.
   */
  open(atMs: number): { running: number[]; dropped: number[] };
}

/** Journeys per second: from one rate to another in a straight line, and on at the second. */
export interface K6Rate {
  readonly from: number;
  readonly to: number;
  readonly rampMs: number;
}

/** The ticks of a process with this schedule. */
export function k6Ticks(schedule: K6Rate): K6Ticks {
  const drops: number[] = [];
  const over = new Map<number, number>();
  const placed: number[] = [];
  let begunAndOver = 0;
  let dropsPlaced = 0;
  const seen = new Set<number>();
  const dueMs = (tick: number): number => tickMs(schedule, tick);
  const dropsBefore = (ms: number): number => {
    let [low, high] = [0, drops.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((drops[middle] ?? 0) > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const settled = (): number => begunAndOver + dropsPlaced;

  return {
    dueMs,
    tickOf(journey, beganMs) {
      const tick = journey + dropsBefore(beganMs);
      seen.add(tick);
      return tick;
    },
    dropped: (atMs) => void drops.push(atMs),
    finished(journey, beganMs) {
      over.set(journey, beganMs);
      for (
        let began = over.get(begunAndOver);
        began !== undefined;
        began = over.get(begunAndOver)
      ) {
        for (const until = dropsBefore(began); dropsPlaced < until; dropsPlaced += 1)
          placed.push(settled());
        seen.delete(settled());
        over.delete(begunAndOver);
        begunAndOver += 1;
      }
    },
    takeDropped: () => placed.splice(0),
    get settled() {
      return settled();
    },
    open(atMs) {
      const running: number[] = [];
      for (let tick = settled(); dueMs(tick) <= atMs; tick += 1)
        if (!seen.has(tick)) running.push(tick);
      const dropped: number[] = [];
      for (const at of drops.slice(dropsPlaced)) {
        const nearest = running.findLastIndex((tick) => dueMs(tick) <= at);
        if (nearest >= 0) dropped.push(...running.splice(nearest, 1));
      }
      return { running, dropped };
    },
  };
}

/**
 * k6 begins tick 0 of a constant rate immediately, but tick 0 of a ramp when the ramp has added up
 * to one.
 */
function tickMs({ from, to, rampMs }: K6Rate, tick: number): number {
  if (rampMs <= 0) return (tick * 1_000) / to;
  const [start, end] = [from / 1_000, to / 1_000];
  const onRamp = ((start + end) / 2) * rampMs;
  const wanted = tick + 1;
  if (wanted > onRamp) return end > 0 ? rampMs + (wanted - onRamp) / end : Number.POSITIVE_INFINITY;
  const acceleration = (end - start) / rampMs;
  return (2 * wanted) / (start + Math.sqrt(Math.max(0, start * start + 2 * acceleration * wanted)));
}
