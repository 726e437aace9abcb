/**
 * Things to do at a time, earliest first; those of one time in the order they came. Times are
 * monotonic ms.
 */
export interface Agenda {
  /** The time of the earliest entry; Infinity when there is none. */
  readonly nextMs: number;
  add(atMs: number, run: () => void): void;
  /** Takes out the earliest entry that is due. */
  takeDue(nowMs: number): (() => void) | undefined;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * An empty agenda, kept as a binary heap. `onEarlier` is called when an entry is added that is due
 * before all others.
 */
export function agenda(onEarlier: () => void): Agenda {
  const heap: Entry[] = [];
  let order = 0;
  return {
    get nextMs() {
      return heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
    },
    add(atMs, run) {
      order += 1;
      heap.push({ atMs, order, run });
      siftUp(heap);
      if (heap[0]?.order === order) onEarlier();
    },
    takeDue(nowMs) {
      const first = heap[0];
      if (first === undefined || first.atMs > nowMs) return undefined;
      const last = heap.pop();
      if (last !== undefined && last !== first) {
        heap[0] = last;
        siftDown(heap);
      }
      return first.run;
    },
  };
}

function before(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function swap(heap: Entry[], i: number, j: number): void {
  const [a, b] = [heap[i], heap[j]];
  if (a === undefined || b === undefined) throw new Error("agenda: swap outside the heap");
  heap[i] = b;
  heap[j] = a;
}

function siftUp(heap: Entry[]): void {
  for (let i = heap.length - 1; i > 0;) {
    const parent = (i - 1) >>> 1;
    if (!before(heap[i], heap[parent])) return;
    swap(heap, i, parent);
    i = parent;
  }
}

function siftDown(heap: Entry[]): void {
  for (let i = 0; ;) {
    let least = i;
    if (before(heap[2 * i + 1], heap[least])) least = 2 * i + 1;
    if (before(heap[2 * i + 2], heap[least])) least = 2 * i + 2;
    if (least === i) return;
    swap(heap, i, least);
    i = least;
  }
}
