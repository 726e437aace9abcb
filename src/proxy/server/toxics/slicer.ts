import type { Random } from "../../../kernel/random.ts";
import { HoldQueue } from "../hold-queue.ts";
import { param, type Params, type ToxicType } from "../stage.ts";

/**
 * Cuts data into pieces of `average_size` ± `size_variation` bytes, each written by itself, with
 * `delay` µs after each.
 */
export const slicer: ToxicType = {
  type: "slicer",
  struct: "SlicerToxic",
  attributes: [
    { name: "average_size", type: "int" },
    { name: "size_variation", type: "int" },
    { name: "delay", type: "int" },
  ],
  capacity: () => 65_536,
  check,
  open: ({ params, out, timers, random, touch }) => {
    // When the next piece may go.
    let freeMs = -Infinity;
    let cutter = halving(0);
    const queue = new HoldQueue(out, timers, {
      next: (rest, atMs) => {
        if (cutter.left !== rest) cutter = halving(rest);
        const bytes = cutter.next(params(), random);
        if (bytes < rest) touch(bytes);
        const dueMs = Math.max(freeMs, atMs);
        freeMs = dueMs + Math.max(0, param(params(), "delay")) / 1_000;
        return { bytes, dueMs };
      },
      restart: (nowMs) => {
        freeMs = nowMs;
        cutter = halving(0);
      },
      resumed: (nowMs) => (freeMs = Math.max(freeMs, nowMs)),
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

function check(params: Params): string | undefined {
  const [average, variation] = [param(params, "average_size"), param(params, "size_variation")];
  if (average <= 0) return `slicer average_size must be greater than 0, got ${average}`;
  if (variation < 0) return `slicer size_variation must not be negative, got ${variation}`;
  if (variation > average)
    return `slicer size_variation must not be greater than average_size, got ${variation} > ${average}`;
  return undefined;
}

interface Cutter {
  /** Bytes of the chunk that have not been cut off yet. */
  readonly left: number;
  /** The size of the next piece. */
  readonly next: (params: Params, random: Random) => number;
}

/**
 * Halves a chunk with a random swing until a piece is small enough, first piece first: the
 * original's way, without its recursion.
 */
function halving(size: number): Cutter {
  // The sizes that are still to be halved, the first on top.
  const open = [size];
  let left = size;
  return {
    get left() {
      return left;
    },
    next: (params, random) => {
      const [average, variation] = [param(params, "average_size"), param(params, "size_variation")];
      let piece = open.pop() ?? 0;
      while (piece > average + variation && piece >= 2) {
        const swing = variation > 0 ? random.below(2 * variation) - variation : 0;
        const first = Math.min(piece - 1, Math.max(1, Math.floor(piece / 2) + swing));
        open.push(piece - first);
        piece = first;
      }
      left -= piece;
      return piece;
    },
  };
}
