import { HoldQueue } from "../hold-queue.ts";
import { noticedMs, param, type ToxicType } from "../stage.ts";

/** Longest piece sent in one go, as a time on the line. The original uses the same. */
const sliceMs = 100;

/**
 * How far ahead the source is read, as a time on the line. With less, the line would be idle
 * whenever the event loop is busy.
 */
const aheadMs = 100;

/**
 * A line of `rate` kilobytes per second: each piece arrives when its last byte would. Rate 0 lets
 * nothing pass.
 */
export const bandwidth: ToxicType = {
  type: "bandwidth",
  struct: "BandwidthToxic",
  attributes: [{ name: "rate", type: "int64" }],
  capacity: (params) => Math.max(131_072, Math.min(8 * 1_048_576, param(params, "rate") * aheadMs)),
  check: (params) =>
    param(params, "rate") < 0
      ? `bandwidth rate must not be negative, got ${param(params, "rate")}`
      : undefined,
  open: ({ params, out, timers, touch }) => {
    // When the line has sent everything that it was given. Times follow this schedule, not when
    // timers fired, so errors do not add up.
    let freeMs = -Infinity;
    const queue = new HoldQueue(out, timers, {
      next: (rest, atMs) => {
        const bytesPerMs = param(params(), "rate");
        if (bytesPerMs === 0) {
          touch(rest);
          return { bytes: rest, dueMs: Infinity };
        }
        const bytes = Math.min(rest, bytesPerMs * sliceMs);
        freeMs = Math.max(freeMs, atMs) + bytes / bytesPerMs;
        if (freeMs - atMs >= noticedMs) touch(bytes);
        return { bytes, dueMs: freeMs };
      },
      restart: (nowMs) => (freeMs = nowMs),
      // A reader that was away gets what the line could hold, not all that it could have sent.
      resumed: (nowMs) => (freeMs = Math.max(freeMs, nowMs - sliceMs)),
    });
    return {
      get held() {
        return queue.held;
      },
      start: () => queue.replan(),
      push: (chunk) => queue.add(chunk),
      end: (how) => queue.end(how),
      update: () => queue.replan(),
      resume: () => queue.resume(),
      release: () => queue.release(),
      close: () => queue.close(),
    };
  },
};
