import type { Clock } from "../../kernel/clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Time that passes only when everybody sleeps: an hour's drill takes milliseconds, and twice the same. */
export interface VirtualClock extends Clock {
  /** Drives time until the work is done; throws when all wait for something that is not time. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** A virtual clock whose calendar starts at `wallStartMs`. */
export function virtualClock(wallStartMs: number): VirtualClock {
  let nowMs = 0;
  let order = 0;
  const sleepers: Sleeper[] = [];

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper: Sleeper = { dueMs: nowMs + Math.max(0, ms), order: order++, wake: () => (signal?.removeEventListener("abort", abort), resolve()) };
      const abort = (): void => {
        const index = sleepers.indexOf(sleeper);
        if (index >= 0) sleepers.splice(index, 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", abort, { once: true });
      insert(sleepers, sleeper);
    });

  return {
    monoMs: () => nowMs,
    wallMs: () => wallStartMs + nowMs,
    sleep,
    run: async (work) => {
      let settled = false;
      const done = work.finally(() => (settled = true));
      done.catch(() => {});
      for (let idle = 0; !settled; ) {
        // A macrotask turn lets every promise chain that time woke run to its next sleep.
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) break;
        const next = sleepers.shift();
        if (next === undefined) {
          idle += 1;
          if (idle > 1_000) throw new Error("virtual-clock: everything waits, but not for time");
          continue;
        }
        idle = 0;
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
        while (sleepers[0] !== undefined && sleepers[0].dueMs <= nowMs) sleepers.shift()?.wake();
      }
      return done;
    },
  };
}

/** Keeps sleepers in order of time, then of arrival; few sleep at once, so a linear insert is the fastest. */
function insert(sleepers: Sleeper[], sleeper: Sleeper): void {
  let at = sleepers.length;
  while (at > 0 && (sleepers[at - 1]?.dueMs ?? 0) > sleeper.dueMs) at -= 1;
  sleepers.splice(at, 0, sleeper);
}
