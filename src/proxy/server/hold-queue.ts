import { pieceCost, type Chunk, type Ending, type Out } from "./stage.ts";
import type { Timer, Timers } from "./timers.ts";

/** How much of a chunk goes next, and when. */
export interface Departure {
  readonly bytes: number;
  readonly dueMs: number;
}

/**
 * Decides for the first chunk of a queue: so many of its bytes are still there, and it came in
 * then. Asked once a piece, in order.
 */
export interface Planner {
  readonly next: (bytes: number, atMs: number) => Departure;
  /** Plans begin again from this time. */
  readonly restart?: (nowMs: number) => void;
  /** Until this time nothing could go, because what comes next was not ready. */
  readonly resumed?: (nowMs: number) => void;
}

/** Pieces that go in one turn of the event loop: others get their turn between them. */
const turnPieces = 16;

/**
 * Chunks waiting for their time, in order, and the end of the stream behind them. Chunks are cut
 * only when their pieces go, and nothing goes while what comes next is not ready.
 */
export class HoldQueue {
  readonly #out: Out;
  readonly #timers: Timers;
  readonly #planner: Planner;
  #chunks: Chunk[] = [];
  /**
   * Where the queue begins in `#chunks`, and in its first chunk: shifting an array at each chunk
   * would make a long queue quadratic.
   */
  #first = 0;
  #offset = 0;
  #held = 0;
  #planned: Departure | undefined;
  #lastDueMs = -Infinity;
  /** Nothing has gone before: what waits for a reader does not travel meanwhile. */
  #floorMs = -Infinity;
  #ending: Ending | undefined;
  #timer: Timer | undefined;
  /** What comes next was not ready. */
  #stalled = false;
  /** Everything goes as soon as it may, whatever its time. */
  #releasing = false;
  #running = false;

  constructor(out: Out, timers: Timers, planner: Planner) {
    this.#out = out;
    this.#timers = timers;
    this.#planner = planner;
  }

  get held(): number {
    return this.#held;
  }

  /** Takes a chunk, and lets go what is due. */
  add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#held += chunk.data.length + pieceCost;
    this.#wake();
  }

  /** Passes the end on behind the last chunk, at once when none is held. */
  end(how: Ending): void {
    this.#ending = how;
    this.#wake();
  }

  /** Plans what waits again, from now. A release is taken back. */
  replan(): void {
    this.#releasing = false;
    this.#disarm();
    this.#planned = undefined;
    this.#lastDueMs = -Infinity;
    this.#planner.restart?.(this.#timers.now());
    this.#wake();
  }

  /** Lets everything go as soon as what comes next takes it. */
  release(): void {
    this.#releasing = true;
    this.#disarm();
    this.#wake();
  }

  /**
   * What comes next takes more: in a turn of its own, so that long chains do not call down the
   * whole stack.
   */
  resume(): void {
    if (!this.#stalled) return;
    this.#stalled = false;
    const now = this.#timers.now();
    this.#floorMs = now;
    this.#planner.resumed?.(now);
    this.#timer = this.#timers.at(now, () => this.#onTimer());
  }

  close(): void {
    this.#disarm();
    [this.#chunks, this.#first, this.#offset, this.#held, this.#ending, this.#stalled] = [
      [],
      0,
      0,
      0,
      undefined,
      false,
    ];
  }

  #onTimer(): void {
    this.#timer = undefined;
    this.#wake();
  }

  /** Runs unless something else will: the timer, or the resumption. */
  #wake(): void {
    if (this.#running || this.#stalled || this.#timer !== undefined) return;
    this.#running = true;
    try {
      this.#run();
    } finally {
      this.#running = false;
    }
  }

  #run(): void {
    const now = this.#timers.now();
    let pieces = 0;
    let head = this.#head();
    for (; head !== undefined; head = this.#head()) {
      this.#planned ??= this.#plan(head);
      const { dueMs, bytes } = this.#planned;
      if (dueMs > now && !this.#releasing) {
        this.#timer = this.#timers.at(dueMs, () => this.#onTimer());
        break;
      }
      if (!this.#out.ready()) {
        this.#stalled = true;
        break;
      }
      if (pieces >= turnPieces) {
        this.#timer = this.#timers.at(now, () => this.#onTimer());
        break;
      }
      pieces += 1;
      this.#planned = undefined;
      // Its new time is when it was due, so that a late timer does not delay the next toxic's sums.
      this.#out.push({
        data: this.#take(head, bytes),
        atMs: this.#releasing ? now : Math.max(dueMs, head.atMs, this.#floorMs),
      });
    }
    if (head === undefined) this.#finish();
    if (pieces > 0) this.#out.room();
  }

  /** A piece never goes before the one ahead of it. */
  #plan(head: Chunk): Departure {
    const { bytes, dueMs } = this.#planner.next(head.data.length - this.#offset, head.atMs);
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    return { bytes, dueMs: this.#lastDueMs };
  }

  /** Nothing is held. */
  #finish(): void {
    const how = this.#ending;
    this.#ending = undefined;
    if (how !== undefined) this.#out.end(how);
    if (!this.#releasing) return;
    this.#releasing = false;
    this.#out.released();
  }

  #head(): Chunk | undefined {
    return this.#chunks[this.#first];
  }

  /** The next bytes of the first chunk, which leaves the queue with its last ones. */
  #take({ data }: Chunk, bytes: number): Uint8Array {
    const end = this.#offset + bytes;
    const taken = bytes === data.length ? data : data.subarray(this.#offset, end);
    this.#held -= bytes;
    if (end < data.length) {
      this.#offset = end;
      return taken;
    }
    this.#held -= pieceCost;
    this.#offset = 0;
    this.#first += 1;
    if (this.#first === this.#chunks.length) [this.#chunks, this.#first] = [[], 0];
    else if (this.#first > 1_024)
      [this.#chunks, this.#first] = [this.#chunks.slice(this.#first), 0];
    return taken;
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
