import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../kernel/clock.ts";

/**
 * The machine's own time: monotonic from the kernel (shared by all threads and processes), wall
 * time from the calendar.
 */
export const realClock: Clock = {
  monoMs: () => Number(process.hrtime.bigint()) / 1e6,
  wallMs: () => Date.now(),
  sleep: (ms, signal) =>
    wait(Math.max(0, ms), undefined, signal === undefined ? {} : { signal }).catch(
      (error: unknown) => {
        throw signal?.aborted === true ? (signal.reason as Error) : error;
      },
    ),
};
