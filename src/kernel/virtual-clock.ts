import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Time that passes only when all are asleep: a drill of an hour takes milliseconds, and each run
 * is the same.
 */
export interface VirtualClock extends Clock {
  /** Drives time until the work is done; throws when all wait for something that is not time. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Time stops while this is awaited: work of the real world, such as a disk's. */
  hold<T>(work: Promise<T>): Promise<T>;
}

/**
 * Event-loop turns with nothing to wake: first this many in a row, then this many with a real
 * millisecond between them, then it gives up.
 */
const idleTurns = 1_000;
const idleMs = 10_000;
/** So often signals and sockets get a look in. */
const stepsPerTurn = 64;

/** A virtual clock whose calendar starts at `wallStartMs`. */
export function virtualClock(wallStartMs: number): VirtualClock {
  let nowMs = 0;
  let held = 0;
  const sleepers: Sleeper[] = [];
  const heard = new WeakSet<AbortSignal>();

  /**
   * One listener for all that sleep under a signal: adding and removing one for each sleep costs
   * more than the sleep.
   */
  const hear = (signal: AbortSignal): void => {
    heard.add(signal);
    signal.addEventListener(
      "abort",
      () => {
        const others = sleepers.filter((sleeper) => sleeper.signal !== signal);
        for (const sleeper of sleepers.splice(0, sleepers.length, ...others))
          if (sleeper.signal === signal) sleeper.reject(signal.reason as Error);
      },
      { once: true },
    );
  };

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      if (signal !== undefined && !heard.has(signal)) hear(signal);
      insert(sleepers, { dueMs: nowMs + Math.max(0, ms), resolve, reject, signal });
    });

  return {
    monoMs: () => nowMs,
    wallMs: () => wallStartMs + nowMs,
    sleep,
    run: async (work) => {
      let settled = false;
      const done = work.finally(() => (settled = true));
      done.catch(() => {});
      for (let idle = 0, step = 0; !settled; step += 1) {
        await turn(idle > 0 || held > 0 || step % stepsPerTurn === 0);
        if (settled) break;
        const next = held > 0 ? undefined : sleepers.shift();
        if (next === undefined) {
          idle += 1;
          if (idle > idleTurns) await new Promise((resolve) => setTimeout(resolve, 1));
          if (idle > idleTurns + idleMs)
            throw new Error("virtual-clock: everything waits, but not for time");
          continue;
        }
        idle = 0;
        nowMs = Math.max(nowMs, next.dueMs);
        next.resolve();
        while (sleepers[0] !== undefined && sleepers[0].dueMs <= nowMs) sleepers.shift()?.resolve();
      }
      return done;
    },
    hold: (work) => {
      held += 1;
      return work.finally(() => {
        held -= 1;
      });
    },
  };
}

/**
 * Lets every promise chain that time woke run to its next sleep: a tick comes after all of them. A
 * whole turn of the event loop costs as much as a second of a drill, so it is taken only when the
 * real world is waited for, and now and then.
 */
function turn(whole: boolean): Promise<void> {
  return new Promise((resolve) => (whole ? setImmediate(resolve) : process.nextTick(resolve)));
}

/**
 * Keeps sleepers in order of time, then of arrival; few sleep at the same time, so a linear
 * insert is the fastest.
 */
function insert(sleepers: Sleeper[], sleeper: Sleeper): void {
  let at = sleepers.length;
  while (at > 0 && (sleepers[at - 1]?.dueMs ?? 0) > sleeper.dueMs) at -= 1;
  sleepers.splice(at, 0, sleeper);
}
