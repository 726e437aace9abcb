import type { Chunk, Ending, Out } from "./stage.ts";
import type { Timer, Timers } from "./timers.ts";

/** Chunks waiting for their time, in order, and the end of the stream behind them. */
export interface HoldQueue {
  /** Lets the chunk go at `dueMs`, or with the one before it if that is later. */
  add(chunk: Chunk, dueMs: number): void;
  /** Passes the end on behind the last chunk, at once when none is held. */
  end(how: Ending): void;
  /** Takes every chunk back and gives it to `again`, which adds it anew. The end stays behind them. */
  refill(again: (chunk: Chunk) => void): void;
  /** Lets everything go now. */
  release(): void;
  readonly held: number;
}

/** Opens an empty queue in front of `out`. */
export function holdQueue(out: Out, timers: Timers): HoldQueue {
  let items: { readonly chunk: Chunk; readonly dueMs: number }[] = [];
  let first = 0;
  let held = 0;
  let ending: Ending | undefined;
  let timer: Timer | undefined;

  const run = (): void => {
    timer = undefined;
    const now = timers.now();
    for (let head = items[first]; head !== undefined && head.dueMs <= now; head = items[first]) {
      shift(head.chunk.data.length);
      out.push({ data: head.chunk.data, atMs: head.dueMs });
    }
    settle();
  };
  const shift = (bytes: number): void => {
    held -= bytes;
    first += 1;
    // Shifting an array at each chunk would make a long queue quadratic.
    if (first === items.length) [items, first] = [[], 0];
    else if (first > 1_024) [items, first] = [items.slice(first), 0];
  };
  const settle = (): void => {
    const head = items[first];
    if (head !== undefined) timer ??= timers.at(head.dueMs, run);
    else if (ending !== undefined) {
      const how = ending;
      ending = undefined;
      out.end(how);
    }
  };

  return {
    get held() {
      return held;
    },
    add: (chunk, dueMs) => {
      if (first === items.length && dueMs <= timers.now()) {
        out.push({ data: chunk.data, atMs: Math.max(dueMs, chunk.atMs) });
        return;
      }
      items.push({ chunk, dueMs: Math.max(dueMs, items.at(-1)?.dueMs ?? dueMs) });
      held += chunk.data.length;
      settle();
    },
    end: (how) => {
      ending = how;
      settle();
    },
    refill: (again) => {
      const [waiting, how] = [items.slice(first), ending];
      timer?.cancel();
      [items, first, held, timer, ending] = [[], 0, 0, undefined, undefined];
      for (const { chunk } of waiting) again(chunk);
      ending = how;
      settle();
    },
    release: () => {
      timer?.cancel();
      timer = undefined;
      for (let head = items[first]; head !== undefined; head = items[first]) {
        shift(head.chunk.data.length);
        out.push({ data: head.chunk.data, atMs: timers.now() });
      }
      settle();
    },
  };
}
