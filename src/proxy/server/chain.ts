import type { Random } from "../../kernel/random.ts";
import type { Chunk, Ending, Out, Stage } from "./stage.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** Where a chain's bytes go: the far socket, or a test's record. */
export interface Sink {
  readonly write: (data: Uint8Array) => void;
  readonly end: (how: Ending) => void;
}

interface Slot {
  readonly toxic: Toxic;
  readonly stage: Stage;
  /** This connection's number in [0, 1): the toxic touches it while its toxicity is greater. Drawn once, so that raising toxicity only adds connections. */
  readonly draw: number;
  active: boolean;
  /** The end has come in, from before or by its own doing. */
  ended: boolean;
  next: Slot | undefined;
}

/**
 * One direction of one connection: source → toxic → toxic → sink, in the order of addition.
 *
 *     source ──▶ latency ──▶ (slicer, toxicity 0: skipped) ──▶ limit_data ──▶ sink
 *
 * Only working toxics are linked; with none, a write goes straight to the sink.
 */
export class Chain {
  readonly #sink: Sink;
  readonly #timers: Timers;
  readonly #draw: (toxic: Toxic) => Random;
  readonly #slots: Slot[] = [];
  #first: Slot | undefined;
  #sourceEnded = false;
  #sinkEnded = false;
  #closed = false;
  /** Called when held bytes have gone on; set by whoever paused the source. */
  onRoom: () => void = () => {};

  constructor(world: { readonly sink: Sink; readonly timers: Timers; readonly random: (toxic: Toxic) => Random }) {
    this.#sink = world.sink;
    this.#timers = world.timers;
    this.#draw = world.random;
  }

  /** No toxic is at work: what is pushed goes straight to the sink. */
  get bare(): boolean {
    return this.#first === undefined;
  }

  /** A toxic holds as much as it may: the source should pause until `onRoom`. */
  get full(): boolean {
    for (let slot = this.#first; slot !== undefined; slot = slot.next) {
      if (slot.stage.held >= slot.toxic.type.capacity(slot.toxic.params)) return true;
    }
    return false;
  }

  /** The end has reached the sink; what comes now is dropped. */
  get ended(): boolean {
    return this.#sinkEnded;
  }

  /** Takes bytes from the source. They are kept, not copied. */
  push(data: Uint8Array): void {
    if (this.#sourceEnded) return;
    if (this.#first === undefined) this.#write(data);
    else this.#deliver(this.#first, { data, atMs: this.#timers.now() });
  }

  /** The source has no more. */
  end(how: Ending): void {
    if (this.#sourceEnded) return;
    this.#sourceEnded = true;
    this.#deliverEnd(this.#first, how);
  }

  /** Puts a toxic at the end of the chain. */
  add(toxic: Toxic): void {
    const random = this.#draw(toxic);
    const draw = random.next();
    let slot: Slot | undefined;
    const out: Out = {
      push: (chunk) => this.#deliver(slot?.next, chunk),
      end: (how) => this.#endFrom(slot, how),
    };
    const stage = toxic.type.open({ params: () => toxic.params, out, timers: this.#timers, random, touch: counting(toxic, this.#timers) });
    slot = { toxic, stage, draw, active: false, ended: this.#sinkEnded, next: undefined };
    this.#slots.push(slot);
    this.#settle(slot);
  }

  /** Is this toxic at work on the connection? */
  worksOn(toxic: Toxic): boolean {
    return this.#slots.some((slot) => slot.toxic === toxic && slot.active);
  }

  /** The toxic's parameters, toxicity or schedule have changed. */
  update(toxic: Toxic): void {
    const slot = this.#slots.find((candidate) => candidate.toxic === toxic);
    if (slot === undefined) return;
    if (slot.active && works(slot)) slot.stage.update?.();
    else this.#settle(slot);
    this.onRoom();
  }

  /** Takes the toxic out. What it holds goes on at once; where it lost data the connection closes. */
  remove(toxic: Toxic): void {
    const at = this.#slots.findIndex((candidate) => candidate.toxic === toxic);
    const slot = this.#slots[at];
    if (slot === undefined) return;
    this.#slots.splice(at, 1);
    if (slot.active) {
      slot.stage.release();
      if (toxic.type.closesOnRemove) this.#endFrom(slot, "close");
      slot.active = false;
      this.#relink();
    }
    this.onRoom();
  }

  /** Drops everything: the connection is gone. */
  close(): void {
    this.#closed = true;
    this.#sourceEnded = true;
    for (const slot of this.#slots) slot.stage.release();
    this.#slots.length = 0;
    this.#first = undefined;
  }

  /** Switches a slot on or off as its toxic says now. */
  #settle(slot: Slot): void {
    const active = works(slot);
    if (active === slot.active) return;
    if (active) {
      slot.active = true;
      this.#relink();
      if (!slot.ended) slot.stage.start?.();
    } else {
      slot.stage.release();
      slot.active = false;
      this.#relink();
    }
  }

  #relink(): void {
    let next: Slot | undefined;
    for (const slot of this.#slots.toReversed()) {
      slot.next = next;
      if (slot.active) next = slot;
    }
    this.#first = next;
  }

  #deliver(slot: Slot | undefined, chunk: Chunk): void {
    if (slot === undefined) this.#write(chunk.data);
    else if (!slot.ended) slot.stage.push(chunk);
    this.onRoom();
  }

  /** A stage passes an end on, or makes one. */
  #endFrom(slot: Slot | undefined, how: Ending): void {
    if (slot !== undefined) slot.ended = true;
    this.#deliverEnd(slot?.next, how);
  }

  #deliverEnd(slot: Slot | undefined, how: Ending): void {
    if (slot === undefined) {
      if (this.#sinkEnded || this.#closed) return;
      this.#sinkEnded = true;
      this.#sink.end(how);
    } else if (!slot.ended) {
      slot.ended = true;
      slot.stage.end(how);
    }
  }

  #write(data: Uint8Array): void {
    if (!this.#sinkEnded && !this.#closed) this.#sink.write(data);
  }
}

/** Counts into a toxic what it does to one connection. */
function counting({ touched }: Toxic, timers: Timers): (bytes: number) => void {
  let first = true;
  return (bytes) => {
    if (first) touched.connections += 1;
    first = false;
    touched.bytes += bytes;
    touched.lastMs = timers.now();
  };
}

function works(slot: Slot): boolean {
  return slot.toxic.armed && slot.draw < slot.toxic.toxicity;
}
