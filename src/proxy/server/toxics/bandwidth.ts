import { HoldQueue } from "../hold-queue.ts";
import { noticedMs, param, type Chunk, type ToxicType } from "../stage.ts";

/** Longest piece let through at once, as a time on the line. The original uses the same. */
const sliceMs = 100;

/** How far ahead the source is read, as a time on the line: less, and the line would stand idle whenever the event loop is busy. */
const aheadMs = 100;

/** A line of `rate` kilobytes per second: each piece arrives when its last byte would. Rate 0 lets nothing pass. */
export const bandwidth: ToxicType = {
  type: "bandwidth",
  struct: "BandwidthToxic",
  attributes: [{ name: "rate", type: "int64" }],
  capacity: (params) => Math.max(131_072, Math.min(8 * 1_048_576, param(params, "rate") * aheadMs)),
  check: (params) => (param(params, "rate") < 0 ? `bandwidth rate must not be negative, got ${param(params, "rate")}` : undefined),
  open: ({ params, out, timers, touch }) => {
    const queue = new HoldQueue(out, timers);
    // When the line has sent all that it was given. Dues are on this schedule, not on when timers fired, so errors do not add up.
    let freeMs = -Infinity;
    const push = (chunk: Chunk): void => {
      const bytesPerMs = param(params(), "rate");
      if (bytesPerMs === 0) {
        touch(chunk.data.length);
        queue.add(chunk, Infinity);
        return;
      }
      freeMs = Math.max(freeMs, chunk.atMs);
      for (let start = 0; start < chunk.data.length; start += bytesPerMs * sliceMs) {
        const data = chunk.data.subarray(start, start + bytesPerMs * sliceMs);
        freeMs += data.length / bytesPerMs;
        if (freeMs - chunk.atMs >= noticedMs) touch(data.length);
        queue.add({ data, atMs: chunk.atMs }, freeMs);
      }
    };
    return {
      get held() {
        return queue.held;
      },
      push,
      end: (how) => queue.end(how),
      update: () => {
        freeMs = timers.now();
        queue.refill(push);
      },
      release: () => {
        freeMs = -Infinity;
        queue.release();
      },
    };
  },
};
