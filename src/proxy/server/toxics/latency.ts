import { HoldQueue } from "../hold-queue.ts";
import { noticedMs, param, type ToxicType } from "../stage.ts";

/**
 * The original buffers 1,024 chunks of 32 KiB; the same number of bytes keeps links with a large
 * bandwidth-delay product as fast.
 */
const capacity = 32 * 1_048_576;

/**
 * Sends each chunk on `latency` ± `jitter` ms after it came in. Chunks are delayed in parallel and
 * keep their order; the end of the stream is not delayed.
 */
export const latency: ToxicType = {
  type: "latency",
  struct: "LatencyToxic",
  attributes: [
    { name: "latency", type: "int64" },
    { name: "jitter", type: "int64" },
  ],
  capacity: () => capacity,
  // Negative numbers are harmless and were always accepted: they mean no delay.
  check: () => undefined,
  open: ({ params, out, timers, random, touch }) => {
    const queue = new HoldQueue(out, timers, {
      next: (bytes, atMs) => {
        const jitter = param(params(), "jitter");
        const swing = jitter > 0 ? random.below(2 * jitter) - jitter : 0;
        const delayMs = param(params(), "latency") + swing;
        if (delayMs >= noticedMs) touch(bytes);
        return { bytes, dueMs: atMs + delayMs };
      },
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
