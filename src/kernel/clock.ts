import { exAt, paused, resumed, startTime } from "./exercise-time.ts";

/**
 * The one clock of a drill. Times are milliseconds on a monotonic scale that starts at an arbitrary
 * zero; only `wallMs` knows the calendar. Rooms below `app/` never read the system's time
 * themselves.
 */
export interface Clock {
  /** Milliseconds since an arbitrary zero, never going back. */
  monoMs(): number;
  /** Milliseconds since 1970-01-01 UTC. May jump. */
  wallMs(): number;
  /** Resolves after `ms`, or rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Exercise time: monotonic time since the start less the pauses (design rule 8). Milliseconds. */
export interface ExerciseClock {
  exMs(): number;
  pause(): void;
  resume(): void;
  readonly paused: boolean;
}

/** Starts exercise time now, on the given clock. */
export function exerciseClock(clock: Pick<Clock, "monoMs">): ExerciseClock {
  let time = startTime(clock.monoMs());
  return {
    exMs: () => exAt(time, clock.monoMs()),
    pause: () => {
      time = paused(time, clock.monoMs());
    },
    resume: () => {
      time = resumed(time, clock.monoMs());
    },
    get paused() {
      return time.pausedAt !== undefined;
    },
  };
}

/** How often a sleeper checks whether a pause is over, milliseconds. */
const lookEveryMs = 250;

/** The same clock for those who stand still with the drill: what they sleep is exercise time. */
export function standingStill(
  clock: Clock,
  exercise: Pick<ExerciseClock, "exMs" | "paused">,
): Clock {
  return {
    monoMs: () => clock.monoMs(),
    wallMs: () => clock.wallMs(),
    sleep: async (ms, signal) => {
      const until = exercise.exMs() + ms;
      await clock.sleep(ms, signal);
      for (let left = until - exercise.exMs(); left > 0.001; left = until - exercise.exMs())
        await clock.sleep(exercise.paused ? Math.max(left, lookEveryMs) : left, signal);
    },
  };
}
