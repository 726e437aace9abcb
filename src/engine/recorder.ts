import { durable } from "../event/durable.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import type { Journal } from "../journal/journal.ts";

export type Listener = (event: GamedayEvent) => void;

/**
 * The only writer of a drill's journal. Each event is folded into the live states and passed to all
 * listeners, in the same order.
 */
export class Recorder {
  private readonly listeners = new Set<Listener>();
  private readonly journal: Pick<Journal, "append" | "settled" | "lastWords">;
  private healing = false;
  private refusal: unknown;

  constructor(journal: Pick<Journal, "append" | "settled" | "lastWords">) {
    this.journal = journal;
  }

  /** Hears every later event, in order; returns how to stop. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  record(input: EventInput): GamedayEvent {
    const event = this.journal.append(input);
    for (const listener of this.listeners) listener(event);
    return event;
  }

  /** Records, and resolves once it is on disk: nothing is broken before its intent is safe. */
  async sure(input: EventInput): Promise<GamedayEvent> {
    const event = this.record(input);
    await this.settled([event]);
    return event;
  }

  /**
   * Records all of them before waiting for the disk: anything that draws conclusions in the
   * meantime must see them, or would draw them again.
   */
  async recordAll(inputs: readonly EventInput[]): Promise<readonly GamedayEvent[]> {
    const events = inputs.map((input) => this.record(input));
    await this.settled(events);
    return events;
  }

  /** Waits for the disk when one of the events changes what is true. */
  async settled(events: readonly GamedayEvent[]): Promise<void> {
    if (events.some(({ type }) => durable.has(type))) await this.onDisk();
  }

  /**
   * Waits until all that was recorded so far is on disk: nothing is reported as recorded before it
   * is.
   */
  async onDisk(): Promise<void> {
    try {
      await this.journal.settled();
    } catch (error) {
      this.refusal ??= error;
      if (!this.healing) throw error;
    }
  }

  /** From now on a disk that refuses stops nothing: healing matters more than its record. */
  heal(): void {
    this.healing = true;
    this.journal.lastWords();
  }

  /** What the disk said when it first refused; undefined when it never did. */
  get trouble(): unknown {
    return this.refusal;
  }
}
