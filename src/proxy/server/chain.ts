import type { Random } from "../../kernel/random.ts";
import { counting, inUse, link, takes, works, type Move, type Slot } from "./slot.ts";
import type { Ending, Out } from "./stage.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** Where a chain's bytes go: the far socket, or a test's record. */
export interface Sink {
  readonly write: (data: Uint8Array) => void;
  readonly end: (how: Ending) => void;
  /** It accepts more data; if not, `sinkReady` is called once it does. */
  readonly ready: () => boolean;
}

export interface ChainWorld {
  readonly sink: Sink;
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  /** Our own code threw: the connection cannot continue. */
  readonly fail: (error: unknown) => void;
}

/**
 * One direction of one connection: source → toxic → toxic → sink, in the order of addition.
 *
 *     source ──▶ latency ──▶ (slicer, toxicity 0: skipped) ──▶ limit_data ──▶ sink
 *
 * Only working toxics are linked; with none, a write goes straight to the sink. Each holds data
 * only while the next does not take it, and the source waits for the first: so all that is held is
 * bounded by what each may hold.
 */
export class Chain {
  readonly #sink: Sink;
  readonly #timers: Timers;
  readonly #draw: (toxic: Toxic) => Random;
  readonly #fail: (error: unknown) => void;
  readonly #slots: Slot[] = [];
  #first: Slot | undefined;
  #gate: Slot | undefined;
  #last: Slot | undefined;
  /**
   * What is moving from slot to slot, in order. It is a list because nested calls would be as deep
   * as the chain is long.
   */
  #moves: Move[] = [];
  #moving = false;
  /**
   * Several toxics are being removed: each is bypassed immediately, and the chain is linked again
   * once all are out.
   */
  #clearing = false;
  #sourceEnded = false;
  #sinkEnded = false;
  #closed = false;
  /** Called when the chain accepts more; set by the code that paused the source. */
  onRoom: () => void = () => {};

  constructor({ sink, timers, random, fail }: ChainWorld) {
    this.#sink = sink;
    this.#draw = random;
    this.#fail = fail;
    this.#timers = {
      now: timers.now,
      at: (dueMs, run) => timers.at(dueMs, () => this.#safely(run)),
    };
  }

  /** No toxic is active: pushed data goes straight to the sink. */
  get bare(): boolean {
    return this.#first === undefined;
  }

  /** The source should pause until `onRoom`. */
  get full(): boolean {
    return !this.#mayCome(this.#gate);
  }

  /** The end has reached the sink; what comes now is dropped. */
  get ended(): boolean {
    return this.#sinkEnded;
  }

  /** Takes bytes from the source. They are kept, not copied. */
  push(data: Uint8Array): void {
    if (this.#sourceEnded) return;
    try {
      if (this.#first !== undefined || this.#moving)
        this.#move(this.#first, { data, atMs: this.#timers.now() });
      else if (!this.#sinkEnded) this.#sink.write(data);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The source has ended. */
  end(how: Ending): void {
    if (this.#sourceEnded) return;
    this.#sourceEnded = true;
    this.#safely(() => this.#move(this.#first, how));
  }

  /** Adds toxics at the end of the chain. */
  add(toxics: readonly Toxic[]): void {
    this.#safely(() => {
      if (this.#closed) return;
      const opened = toxics.map((toxic) => this.#open(toxic));
      for (const slot of opened) this.#slots.push(slot);
      this.#settle(opened);
    });
  }

  /** The toxics that are active on the connection. */
  working(): readonly Toxic[] {
    return this.#slots.flatMap(({ toxic, state }) => (state === "on" ? [toxic] : []));
  }

  /** The toxic's parameters, toxicity or schedule have changed. */
  update(toxic: Toxic): void {
    this.#safely(() => {
      const slot = this.#find(toxic);
      if (slot === undefined) return;
      if (slot.state === "on" && works(slot)) slot.stage.update?.();
      else this.#settle([slot]);
      this.#room(slot);
    });
  }

  /**
   * Removes the toxic. The data it holds goes on as soon as possible; if it has lost data, the
   * connection closes.
   */
  remove(toxic: Toxic): void {
    this.#safely(() => {
      const slot = this.#find(toxic);
      if (slot !== undefined) this.#takeOut(slot);
    });
  }

  /**
   * Removes all of them as `remove` does, one after the other, and links the chain again only once.
   */
  removeAll(toxics: ReadonlySet<Toxic>): void {
    this.#safely(() => {
      this.#clearing = true;
      try {
        for (const slot of this.#slots)
          if (toxics.has(slot.toxic) && !slot.gone && !this.#closed) this.#takeOut(slot);
      } finally {
        this.#clearing = false;
      }
      const done = this.#slots.filter(({ gone, state }) => gone && state === "off");
      this.#slots.splice(
        0,
        Infinity,
        ...this.#slots.filter((slot) => !slot.gone || slot.state !== "off"),
      );
      this.#relink();
      for (const slot of done) slot.stage.close();
    });
  }

  /** The sink has sent what it was given and accepts more. */
  sinkReady(): void {
    this.#safely(() => this.#wake(this.#last));
  }

  /** Drops everything: the connection is gone. */
  close(): void {
    this.#closed = true;
    this.#sourceEnded = true;
    const slots = this.#slots.splice(0);
    [this.#first, this.#gate, this.#last, this.#moves] = [undefined, undefined, undefined, []];
    for (const slot of slots) this.#safely(() => slot.stage.close());
  }

  #find(toxic: Toxic): Slot | undefined {
    return this.#slots.find((slot) => slot.toxic === toxic);
  }

  #open(toxic: Toxic): Slot {
    const random = this.#draw(toxic);
    const draw = random.next();
    const out: Out = {
      push: (chunk) => this.#move(slot.next, chunk),
      end: (how) => this.#endFrom(slot, how),
      ready: () => this.#mayCome(slot.gate),
      room: () => this.#room(slot),
      released: () => this.#released(slot),
    };
    const stage = toxic.type.open({
      params: () => toxic.params,
      out,
      timers: this.#timers,
      random,
      touch: counting(toxic, this.#timers),
    });
    const slot: Slot = {
      toxic,
      stage,
      draw,
      state: "off",
      gone: false,
      ended: this.#sinkEnded,
      next: undefined,
      gate: undefined,
      feeder: undefined,
    };
    return slot;
  }

  /** Activates or deactivates slots according to their toxics. */
  #settle(slots: readonly Slot[]): void {
    const starting = slots.filter((slot) => works(slot) && slot.state !== "on");
    for (const slot of starting) slot.state = "on";
    if (starting.length > 0) this.#relink();
    for (const slot of starting) if (!slot.ended) slot.stage.start?.();
    for (const slot of slots) if (!works(slot) && slot.state === "on") this.#release(slot);
  }

  #takeOut(slot: Slot): void {
    slot.gone = true;
    const worked = slot.state === "on";
    if (worked && slot.toxic.type.closesOnRemove) this.#endFrom(slot, "close");
    if (worked) this.#release(slot);
    else if (slot.state === "off") this.#drop(slot);
  }

  #release(slot: Slot): void {
    slot.state = "leaving";
    slot.stage.release();
  }

  /** It holds nothing more, so it is bypassed from now on. */
  #released(slot: Slot): void {
    if (slot.state !== "leaving") return;
    slot.state = "off";
    if (this.#clearing) return;
    this.#relink();
    if (slot.gone) this.#drop(slot);
  }

  #drop(slot: Slot): void {
    if (this.#clearing) return;
    const at = this.#slots.indexOf(slot);
    if (at >= 0) this.#slots.splice(at, 1);
    slot.stage.close();
  }

  /** A stage that waited may now have a different stage before it. */
  #relink(): void {
    if (this.#closed) return;
    ({ first: this.#first, gate: this.#gate, last: this.#last } = link(this.#slots));
    for (const slot of this.#slots) slot.stage.resume?.();
    this.onRoom();
  }

  #mayCome(gate: Slot | undefined): boolean {
    // While several are being removed, those already out are bypassed here too.
    let next = gate;
    while (next?.state === "off") next = next.gate;
    return next === undefined ? this.#sink.ready() : takes(next);
  }

  #room(slot: Slot): void {
    if (takes(slot)) this.#wake(slot.feeder);
  }

  #wake(feeder: Slot | undefined): void {
    if (feeder === undefined) this.onRoom();
    else feeder.stage.resume?.();
  }

  /** A stage passes on the end of the stream, or ends it itself. */
  #endFrom(slot: Slot, how: Ending): void {
    slot.ended = true;
    this.#move(slot.next, how);
  }

  /** Passes something on to a slot, or to the sink, after everything already on its way. */
  #move(to: Slot | undefined, what: Move["what"]): void {
    this.#moves.push({ to, what });
    if (this.#moving) return;
    this.#moving = true;
    try {
      for (let at = 0; at < this.#moves.length; at += 1) {
        const move = this.#moves[at];
        if (move !== undefined) this.#arrive(move);
      }
    } finally {
      this.#moving = false;
      this.#moves = [];
    }
  }

  #arrive({ to, what }: Move): void {
    const slot = inUse(to);
    if (slot === undefined) this.#leave(what);
    else if (slot.ended) return;
    else if (typeof what !== "string") slot.stage.push(what);
    else {
      slot.ended = true;
      slot.stage.end(what);
    }
  }

  #leave(what: Move["what"]): void {
    if (this.#sinkEnded || this.#closed) return;
    if (typeof what !== "string") this.#sink.write(what.data);
    else {
      this.#sinkEnded = true;
      this.#sink.end(what);
    }
  }

  /** Wraps every entry point: an exception here ends this connection and nothing else. */
  #safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }
}
