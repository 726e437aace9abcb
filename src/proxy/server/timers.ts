import { TimerHeap, type Waiting } from "./timer-heap.ts";

/** Something that will happen once, unless it is cancelled first. */
export interface Timer {
  readonly cancel: () => void;
}

/** The data plane's time, in milliseconds with fractions. Tests pass their own. */
export interface Timers {
  readonly now: () => number;
  /**
   * Runs once `now()` has reached `dueMs`, never before and never within the call. An infinite due
   * never comes.
   */
  readonly at: (dueMs: number, run: () => void) => Timer;
}

/** Timers that keep the process alive until they are stopped. */
export interface ProcessTimers extends Timers {
  /** How many timers are waiting. */
  readonly pending: () => number;
  /** Cancels all timers and accepts no more. */
  readonly stop: () => void;
}

interface Entry extends Timer, Waiting {
  readonly run: () => void;
}

/** Node's longest timer; a later timer is checked again when it fires. */
const longestMs = 2_147_483_647;

/**
 * The kernel may be late by a share of a long wait, so we wait this share of it first, then the
 * rest.
 */
const firstShare = 0.95;

/**
 * Waits this short are not divided. For the last part of a wait we turn the event loop; a longer
 * last part was no more exact and cost twice the CPU time.
 */
const shortMs = 20;
const turnsMs = 1;

/**
 * How long timers may hold up the event loop; what is due after that waits for the next turn, after
 * the sockets' events.
 */
const turnBudgetMs = 0.5;

/**
 * Timers on the process's monotonic clock. One `setTimeout` serves the earliest: Node rounds to
 * whole milliseconds, and the longer the kernel has slept, the later it wakes. An error in a
 * callback is passed to `onError` and stops nothing else.
 */
export function processTimers(onError: (error: unknown) => void): ProcessTimers {
  const heap = new TimerHeap<Entry>();
  let order = 0;
  let stopped = false;
  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
  };
  const fire = (): void => {
    const now = performance.now();
    // A timer added meanwhile is due after `now` and waits for the next turn.
    for (
      let head = heap.first;
      head !== undefined && head.dueMs <= now && performance.now() - now < turnBudgetMs;
      head = heap.first
    ) {
      heap.remove(head);
      guarded(head.run);
    }
    wakeFor(heap.first?.dueMs ?? Infinity);
  };
  const wakeFor = waker(fire);

  return {
    now: () => performance.now(),
    at: (dueMs, run) => {
      const cancel = (): void => {
        heap.remove(entry);
        // An early wake-up is harmless, but an empty heap must not keep the process alive.
        if (heap.size === 0) wakeFor(Infinity);
      };
      const entry: Entry = { dueMs, order: (order += 1), place: -1, run, cancel };
      if (dueMs < Infinity && !stopped) {
        heap.add(entry);
        if (heap.first === entry) wakeFor(dueMs);
      }
      return entry;
    },
    pending: () => heap.size,
    stop: () => {
      stopped = true;
      heap.clear();
      wakeFor(Infinity);
    },
  };
}

/** Calls `fire` at a time, or slightly earlier; a new time replaces the previous one. */
function waker(fire: () => void): (dueMs: number) => void {
  let armedFor = Infinity;
  let disarm: () => void = () => {};
  const wake = (): void => {
    armedFor = Infinity;
    disarm = () => {};
    fire();
  };
  return (dueMs) => {
    if (dueMs === armedFor) return;
    disarm();
    armedFor = dueMs;
    disarm = () => {};
    if (dueMs === Infinity) return;
    const waitMs = dueMs - performance.now();
    if (waitMs < turnsMs) {
      const handle = setImmediate(wake);
      disarm = () => clearImmediate(handle);
    } else {
      const handle = setTimeout(wake, sleepMs(waitMs));
      disarm = () => clearTimeout(handle);
    }
  };
}

function sleepMs(waitMs: number): number {
  return Math.min(longestMs, Math.floor(waitMs > shortMs ? waitMs * firstShare : waitMs));
}
