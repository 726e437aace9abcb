/** Something that sends on a schedule of its own. */
interface Sending {
  /** When it is due next; Infinity when it is not. */
  readonly nextMs: number;
  /** Sends what is due, so that `nextMs` lies after `nowMs`. */
  pump(nowMs: number): void;
}

/**
 * Flows in the order in which they are due: with a thousand of them, only those that are due are
 * looked at.
 */
export interface Lineup {
  /** When the first of them is due; Infinity when none is. */
  readonly nextMs: number;
  /**
   * Takes these, and no others. Must be called also when the schedule of one has changed otherwise
   * than by `pump`.
   */
  set(flows: Iterable<Sending>): void;
  /** Pumps all that are due until none is, or until `halted`. */
  pump(nowMs: number, halted: () => boolean): void;
}

/** An empty line-up, kept as a binary heap. */
export function lineup(): Lineup {
  let heap: Sending[] = [];
  return {
    get nextMs() {
      return heap[0]?.nextMs ?? Number.POSITIVE_INFINITY;
    },
    set(flows) {
      // A sorted array is a heap.
      heap = [...flows].toSorted((a, b) =>
        a.nextMs < b.nextMs ? -1 : Number(a.nextMs > b.nextMs),
      );
    },
    pump(nowMs, halted) {
      for (
        let [first] = heap;
        first !== undefined && first.nextMs <= nowMs && !halted();
        [first] = heap
      ) {
        first.pump(nowMs);
        sink(heap, first);
      }
    },
  };
}

/** Moves the first one down to where its new time belongs. */
function sink(heap: Sending[], first: Sending): void {
  const { nextMs } = first;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) break;
    const sooner = right !== undefined && right.nextMs < left.nextMs ? right : left;
    if (sooner.nextMs >= nextMs) break;
    heap[at] = sooner;
    at = 2 * at + (sooner === left ? 1 : 2);
  }
  heap[at] = first;
}
