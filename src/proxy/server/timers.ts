/** Something that will happen once, unless it is cancelled first. */
export interface Timer {
  readonly cancel: () => void;
}

/** The time of the data plane, in milliseconds with fractions. Tests give their own. */
export interface Timers {
  readonly now: () => number;
  /** Runs once `now()` has reached `dueMs`, never before. An infinite due never comes. */
  readonly at: (dueMs: number, run: () => void) => Timer;
}

interface Entry extends Timer {
  readonly dueMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Node's longest timer; later dues are looked at again when it fires. */
const longestMs = 2_147_483_647;

/**
 * Timers on the process's monotonic clock. One `setTimeout` serves the earliest due; because Node rounds to whole
 * milliseconds and may fire up to one early, the last fraction is waited for by turns of the event loop.
 */
export function processTimers(): Timers {
  const heap: Entry[] = [];
  let order = 0;
  let armedFor = Infinity;
  let disarm: () => void = () => {};

  const arm = (): void => {
    while (heap[0] !== undefined && heap[0].run === undefined) popHeap(heap);
    const dueMs = heap[0]?.dueMs ?? Infinity;
    if (dueMs === armedFor) return;
    disarm();
    armedFor = dueMs;
    if (dueMs === Infinity) return;
    const waitMs = dueMs - performance.now();
    if (waitMs < 1) {
      const handle = setImmediate(fire);
      disarm = () => clearImmediate(handle);
    } else {
      const handle = setTimeout(fire, Math.min(longestMs, Math.floor(waitMs)));
      disarm = () => clearTimeout(handle);
    }
  };

  const fire = (): void => {
    armedFor = Infinity;
    disarm = () => {};
    const now = performance.now();
    for (let head = heap[0]; head !== undefined && head.dueMs <= now; head = heap[0]) {
      popHeap(heap);
      const run = head.run;
      head.run = undefined;
      run?.();
    }
    arm();
  };

  return {
    now: () => performance.now(),
    at: (dueMs, run) => {
      const entry: Entry = { dueMs, order: (order += 1), run, cancel: () => void (entry.run = undefined) };
      if (dueMs < Infinity) {
        pushHeap(heap, entry);
        arm();
      }
      return entry;
    },
  };
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

function pushHeap(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || before(parent, entry)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = entry;
}

function popHeap(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let childAt = 2 * at + 1;
    let child = heap[childAt];
    const right = heap[childAt + 1];
    if (child !== undefined && right !== undefined && before(right, child)) [child, childAt] = [right, childAt + 1];
    if (child === undefined || !before(child, last)) break;
    heap[at] = child;
    at = childAt;
  }
  heap[at] = last;
}
