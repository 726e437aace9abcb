import { pieceCost, type Chunk, type Ending, type Out } from "./stage.ts";
import type { Timer, Timers } from "./timers.ts";

/** How much of a chunk goes next, and when. */
export interface Departure {
  readonly bytes: number;
  readonly dueMs: number;
}

/**
 * Plans the first chunk of a queue: how many of its bytes are left, and when it came in. Called
 * once for each piece, in order.
 */
export interface Planner {
  readonly next: (bytes: number, atMs: number) => Departure;
  /** Plans begin again from this time. */
  readonly restart?: (nowMs: number) => void;
  /** Nothing could be sent until this time, because the next stage was not ready. */
  readonly resumed?: (nowMs: number) => void;
}

/**
 * How many pieces are sent in one turn of the event loop, so that other connections get their turn.
 */
const turnPieces = 16;

/**
 * Chunks waiting for their time, in order, with the end of the stream behind them. A chunk is cut
 * only when its pieces are sent, and nothing is sent while the next stage is not ready.
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
  /** No piece is sent before this time: data that waits for a reader does not travel meanwhile. */
  #floorMs = -Infinity;
  #ending: Ending | undefined;
  #timer: Timer | undefined;
  /** The next stage was not ready. */
  #stalled = false;
  /** Everything is sent as soon as possible, whatever its time. */
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

  /** Takes a chunk, and sends what is due. */
  add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#held += chunk.data.length + pieceCost;
    this.#wake();
  }

  /** Passes the end of the stream on behind the last chunk, or immediately when nothing is held. */
  end(how: Ending): void {
    this.#ending = how;
    this.#wake();
  }

  /** Plans the waiting chunks again, from now, and cancels a release. */
  replan(): void {
    this.#releasing = false;
    this.#disarm();
    this.#planned = undefined;
    this.#lastDueMs = -Infinity;
    this.#planner.restart?.(this.#timers.now());
    this.#wake();
  }

  /** Sends everything as soon as the next stage accepts it. */
  release(): void {
    this.#releasing = true;
    this.#disarm();
    this.#wake();
  }

  /**
   * The next stage accepts more. This gets its own turn of the event loop, so that long chains do
   * not overflow the stack.
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

  /** Schedules a run unless the timer or the resumption will trigger one. */
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

  /** A piece is never sent before the one ahead of it. */
  #plan(head: Chunk): Departure {
    const { bytes, dueMs } = this.#planner.next(head.data.length - this.#offset, head.atMs);
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    return { bytes, dueMs: this.#lastDueMs };
  }

  /** Called when nothing is held. */
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

  /** The next bytes of the first chunk, which leaves the queue with its last bytes. */
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
