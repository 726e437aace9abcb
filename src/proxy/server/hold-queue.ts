import type { Chunk, Ending, Out } from "./stage.ts";
import type { Timer, Timers } from "./timers.ts";

interface Held {
  readonly chunk: Chunk;
  readonly dueMs: number;
}

/** Chunks waiting for their time, in order, and the end of the stream behind them. */
export class HoldQueue {
  readonly #out: Out;
  readonly #timers: Timers;
  #items: Held[] = [];
  /** Where the queue begins in `#items`: shifting an array at each chunk would make a long queue quadratic. */
  #first = 0;
  #held = 0;
  #ending: Ending | undefined;
  #timer: Timer | undefined;

  constructor(out: Out, timers: Timers) {
    this.#out = out;
    this.#timers = timers;
  }

  /** Bytes held. */
  get held(): number {
    return this.#held;
  }

  /** Lets the chunk go at `dueMs`, or with the one before it if that is later. */
  add(chunk: Chunk, dueMs: number): void {
    if (this.#first === this.#items.length && dueMs <= this.#timers.now()) {
      this.#out.push({ data: chunk.data, atMs: Math.max(dueMs, chunk.atMs) });
      return;
    }
    this.#items.push({ chunk, dueMs: Math.max(dueMs, this.#items.at(-1)?.dueMs ?? dueMs) });
    this.#held += chunk.data.length;
    this.#settle();
  }

  /** Passes the end on behind the last chunk, at once when none is held. */
  end(how: Ending): void {
    this.#ending = how;
    this.#settle();
  }

  /** Takes every chunk back and gives it to `again`, which adds it anew. The end stays behind them. */
  refill(again: (chunk: Chunk) => void): void {
    const [waiting, how] = [this.#items.slice(this.#first), this.#ending];
    this.#disarm();
    [this.#items, this.#first, this.#held, this.#ending] = [[], 0, 0, undefined];
    for (const { chunk } of waiting) again(chunk);
    this.#ending = how;
    this.#settle();
  }

  /** Lets everything go now. */
  release(): void {
    this.#disarm();
    const now = this.#timers.now();
    for (let head = this.#head(); head !== undefined; head = this.#head()) {
      this.#shift(head);
      this.#out.push({ data: head.chunk.data, atMs: now });
    }
    this.#settle();
  }

  /** Lets go what is due. A chunk's new time is when it was due, so that a late timer does not delay the next toxic's sums. */
  #run(): void {
    this.#timer = undefined;
    const now = this.#timers.now();
    for (let head = this.#head(); head !== undefined && head.dueMs <= now; head = this.#head()) {
      this.#shift(head);
      this.#out.push({ data: head.chunk.data, atMs: head.dueMs });
    }
    this.#settle();
  }

  #head(): Held | undefined {
    return this.#items[this.#first];
  }

  #shift(head: Held): void {
    this.#held -= head.chunk.data.length;
    this.#first += 1;
    if (this.#first === this.#items.length) [this.#items, this.#first] = [[], 0];
    else if (this.#first > 1_024) [this.#items, this.#first] = [this.#items.slice(this.#first), 0];
  }

  /** Waits for the head, or lets the end go when there is none. */
  #settle(): void {
    const head = this.#head();
    if (head !== undefined) {
      this.#timer ??= this.#timers.at(head.dueMs, () => this.#run());
    } else if (this.#ending !== undefined) {
      const how = this.#ending;
      this.#ending = undefined;
      this.#out.end(how);
    }
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
