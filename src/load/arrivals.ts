/**
 * The schedule of one flow: evenly spaced arrivals at a rate that may change, also along a ramp.
 * Times are monotonic ms.
 */
export interface Arrivals {
  /** When the next request is due; Infinity while the rate is 0. */
  readonly nextMs: number;
  /** The rate aimed at, per second. */
  readonly perSecond: number;
  /** Moves on to the request after. */
  advance(): void;
  /**
   * Changes the rate from `nowMs` on, immediately or in a straight line over `overMs`. Keeps the
   * phase.
   */
  setRate(nowMs: number, perSecond: number, overMs?: number): void;
}

/**
 * The state of a schedule: an arrival is due when the integral of the rate since `anchorMs` reaches
 * `missing`.
 */
interface Standing {
  readonly anchorMs: number;
  readonly missing: number;
  /** Arrivals per millisecond at the anchor. */
  readonly rate: number;
  readonly target: number;
  readonly rampEndMs: number;
}

/**
 * A schedule that starts at `startMs`; `phase` in [0, 1) is how much of the first interval has
 * already passed.
 */
export function arrivals(startMs: number, perSecond: number, phase: number, overMs = 0): Arrivals {
  const target = perSecond / 1_000;
  let now: Standing = {
    anchorMs: startMs,
    missing: 1 - phase,
    rate: overMs > 0 ? 0 : target,
    target,
    rampEndMs: startMs + overMs,
  };
  let nextMs = due(now);
  return {
    get nextMs() {
      return nextMs;
    },
    get perSecond() {
      return now.target * 1_000;
    },
    advance() {
      now = { ...movedTo(now, nextMs), missing: 1 };
      nextMs = due(now);
    },
    setRate(nowMs, wanted, rampMs = 0) {
      const moved = movedTo(now, Math.max(nowMs, now.anchorMs));
      const goal = wanted / 1_000;
      now = {
        ...moved,
        missing: Math.max(0, moved.missing),
        rate: rampMs > 0 ? moved.rate : goal,
        target: goal,
        rampEndMs: moved.anchorMs + rampMs,
      };
      nextMs = due(now);
    },
  };
}

function movedTo(from: Standing, ms: number): Standing {
  if (from.rampEndMs <= from.anchorMs)
    return {
      ...from,
      anchorMs: ms,
      missing: from.missing - from.target * (ms - from.anchorMs),
      rate: from.target,
    };
  const ramp = Math.min(ms, from.rampEndMs) - from.anchorMs;
  const reached = from.rate + ((from.target - from.rate) / (from.rampEndMs - from.anchorMs)) * ramp;
  const moved = {
    ...from,
    anchorMs: from.anchorMs + ramp,
    missing: from.missing - ((from.rate + reached) / 2) * ramp,
    rate: reached,
  };
  return ms > moved.anchorMs ? movedTo({ ...moved, rampEndMs: moved.anchorMs }, ms) : moved;
}

function due(from: Standing): number {
  if (from.rampEndMs <= from.anchorMs)
    return from.target > 0 ? from.anchorMs + from.missing / from.target : Number.POSITIVE_INFINITY;
  if (from.missing <= 0) return from.anchorMs;
  const acceleration = (from.target - from.rate) / (from.rampEndMs - from.anchorMs);
  const root = from.rate * from.rate + 2 * acceleration * from.missing;
  const ms =
    root > 0 ? (2 * from.missing) / (from.rate + Math.sqrt(root)) : Number.POSITIVE_INFINITY;
  if (ms <= from.rampEndMs - from.anchorMs) return from.anchorMs + ms;
  return due({ ...movedTo(from, from.rampEndMs), rampEndMs: from.rampEndMs });
}
