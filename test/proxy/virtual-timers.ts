import type { Timers } from "../../src/proxy/server/timers.ts";

/** Timers on a clock that only moves when it is told to. */
export interface VirtualTimers extends Timers {
  /** Moves the clock, running what comes due on the way at its own time. */
  readonly advanceTo: (ms: number) => void;
  /** How many timers still wait. */
  readonly pending: () => number;
}

/** A clock at 0 with nothing to do. */
export function virtualTimers(): VirtualTimers {
  let now = 0;
  let order = 0;
  const waiting: { readonly dueMs: number; readonly order: number; readonly run: () => void }[] =
    [];
  const next = (): (typeof waiting)[number] | undefined =>
    waiting.toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
  return {
    now: () => now,
    at: (dueMs, run) => {
      const entry = { dueMs, order: (order += 1), run };
      if (dueMs < Infinity) waiting.push(entry);
      return {
        cancel: () => {
          const at = waiting.indexOf(entry);
          if (at >= 0) waiting.splice(at, 1);
        },
      };
    },
    advanceTo: (ms) => {
      for (let head = next(); head !== undefined && head.dueMs <= ms; head = next()) {
        waiting.splice(waiting.indexOf(head), 1);
        now = Math.max(now, head.dueMs);
        head.run();
      }
      now = ms;
    },
    pending: () => waiting.length,
  };
}
