import type { Random } from "../../../kernel/random.ts";
import { HoldQueue } from "../hold-queue.ts";
import { param, type Chunk, type Params, type ToxicType } from "../stage.ts";

/** Cuts data into pieces of `average_size` ± `size_variation` bytes, each written by itself, with `delay` µs after each. */
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
    const queue = new HoldQueue(out, timers);
    // When the next piece may go.
    let freeMs = -Infinity;
    const push = (chunk: Chunk): void => {
      const delayMs = Math.max(0, param(params(), "delay")) / 1_000;
      freeMs = Math.max(freeMs, chunk.atMs);
      let start = 0;
      const ends = cuts(chunk.data.length, params(), random);
      if (ends.length > 1) touch(chunk.data.length);
      for (const end of ends) {
        queue.add({ data: chunk.data.subarray(start, end), atMs: chunk.atMs }, freeMs);
        freeMs += delayMs;
        start = end;
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

function check(params: Params): string | undefined {
  const [average, variation] = [param(params, "average_size"), param(params, "size_variation")];
  if (average <= 0) return `slicer average_size must be greater than 0, got ${average}`;
  if (variation < 0) return `slicer size_variation must not be negative, got ${variation}`;
  if (variation > average) return `slicer size_variation must not be greater than average_size, got ${variation} > ${average}`;
  return undefined;
}

/** The end of each piece, by halving with a random swing until a piece is small enough: the original's way, without its recursion. */
function cuts(size: number, params: Params, random: Random): number[] {
  const [average, variation] = [param(params, "average_size"), param(params, "size_variation")];
  const ends: number[] = [];
  const open: [number, number][] = [[0, size]];
  for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
    const [start, end] = piece;
    if (end - start <= average + variation || end - start < 2) {
      ends.push(end);
      continue;
    }
    const swing = variation > 0 ? random.below(2 * variation) - variation : 0;
    const middle = Math.min(end - 1, Math.max(start + 1, start + Math.floor((end - start) / 2) + swing));
    open.push([middle, end], [start, middle]);
  }
  return ends;
}
