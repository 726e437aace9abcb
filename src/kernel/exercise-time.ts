/**
 * Exercise time as data: monotonic time since the start less the pauses. `exerciseClock` runs on
 * it; so does every schedule of a drill, which therefore stops with a pause.
 */
export interface ExerciseTime {
  /** Monotonic milliseconds at exercise time 0. */
  readonly startMono: number;
  /** All pauses that are over. */
  readonly pausedMs: number;
  /** When the pause began that is on now. */
  readonly pausedAt: number | undefined;
}

export function startTime(mono: number): ExerciseTime {
  return { startMono: mono, pausedMs: 0, pausedAt: undefined };
}

/** Exercise milliseconds at a monotonic time. */
export function exAt({ startMono, pausedMs, pausedAt }: ExerciseTime, mono: number): number {
  return (pausedAt ?? mono) - startMono - pausedMs;
}

/** The same time when it is paused already. */
export function paused(time: ExerciseTime, mono: number): ExerciseTime {
  return time.pausedAt === undefined ? { ...time, pausedAt: mono } : time;
}

/** The same time when it is not paused. */
export function resumed(time: ExerciseTime, mono: number): ExerciseTime {
  const { pausedAt, pausedMs } = time;
  return pausedAt === undefined
    ? time
    : { ...time, pausedAt: undefined, pausedMs: pausedMs + mono - pausedAt };
}
