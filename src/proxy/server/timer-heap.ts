/** An entry of a heap. It knows its position, so that it can be removed from the middle. */
export interface Waiting {
  readonly dueMs: number;
  readonly order: number;
  /** Its index in the heap; -1 outside. */
  place: number;
}

/**
 * Earliest first; entries with the same time in the order in which they were added. A removed entry
 * leaves nothing behind.
 */
export class TimerHeap<T extends Waiting> {
  readonly #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Removes an entry; does nothing when it is not in the heap. */
  remove(item: T): void {
    const at = item.place;
    if (at < 0) return;
    item.place = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    const parent = this.#items[(at - 1) >> 1];
    if (at > 0 && parent !== undefined && before(last, parent)) this.#rise(last, at);
    else this.#sink(last, at);
  }

  clear(): void {
    for (const item of this.#items) item.place = -1;
    this.#items.length = 0;
  }

  #rise(item: T, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = this.#items[(at - 1) >> 1];
      if (parent === undefined || before(parent, item)) break;
      this.#put(parent, at);
      at = (at - 1) >> 1;
    }
    this.#put(item, at);
  }

  #sink(item: T, from: number): void {
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = this.#items[childAt];
      const right = this.#items[childAt + 1];
      if (child !== undefined && right !== undefined && before(right, child))
        [child, childAt] = [right, childAt + 1];
      if (child === undefined || before(item, child)) break;
      this.#put(child, at);
      at = childAt;
    }
    this.#put(item, at);
  }

  #put(item: T, at: number): void {
    this.#items[at] = item;
    item.place = at;
  }
}

function before(a: Waiting, b: Waiting): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
