/**
 * Sends what the queue holds: one after the other for each target, and all targets at the same
 * time.
 */
import type { Clock } from "../kernel/clock.ts";
import type { Queue, Queued } from "./queue.ts";
import type { Outcome, Pace, Target, Text } from "./target.ts";

export interface SenderParts {
  readonly queue: Queue;
  readonly targets: readonly Target[];
  readonly pace: Pace;
  readonly clock: Clock;
  readonly send: (target: Target, text: Text) => Promise<Outcome>;
  /** A text's way has ended. */
  readonly ended: (queued: Queued) => void;
}

export class Sender {
  readonly #parts: SenderParts;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /**
   * Continues what an earlier sender left. What was in flight when it died may have arrived: it is
   * sent again only where the receiver ignores a second delivery.
   */
  async resume(): Promise<void> {
    for (const { text, state } of this.#parts.queue.texts.values())
      if (state === "in-flight") {
        const why = "the sender ended while it was being sent";
        if (this.#target(text)?.deduplicates === true)
          await this.#parts.queue.write({ do: "later", id: text.id, why });
        else await this.#end(text.id, "unclear", why);
      }
    for (const target of this.#parts.targets) this.#wake(target);
  }

  /** Takes a text, once: one with a known id changes nothing. */
  async post(text: Text): Promise<void> {
    const { queue, pace } = this.#parts;
    if (queue.texts.has(text.id)) return;
    const target = this.#target(text);
    const isFull = this.#waiting(text.target).length >= pace.mostWaiting;
    await queue.write({ do: "queue", text });
    if (target === undefined) await this.#end(text.id, "refused", "there is no such target");
    else if (isFull)
      await this.#end(text.id, "gave-up", `${pace.mostWaiting} others already wait for it`);
    else this.#wake(target);
  }

  /** Resolves when nothing waits any more, or after `stop`. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  /** Begins no further try; one that has begun ends. */
  stop(): void {
    this.#stopped.abort();
  }

  #target(text: Text): Target | undefined {
    return this.#parts.targets.find(({ name }) => name === text.target);
  }

  #waiting(target: string): readonly Queued[] {
    return [...this.#parts.queue.texts.values()].filter(
      ({ text, state }) => text.target === target && state === "waiting",
    );
  }

  #wake(target: Target): void {
    if (this.#lanes.has(target.name)) return;
    this.#lanes.set(
      target.name,
      Promise.resolve().then(() => this.#run(target)),
    );
  }

  async #run(target: Target): Promise<void> {
    try {
      for (;;) {
        const [next] = this.#waiting(target.name);
        if (next === undefined || this.#stopped.signal.aborted) return;
        const waitMs = await this.#try(target, next);
        if (waitMs > 0)
          await this.#parts.clock.sleep(waitMs, this.#stopped.signal).catch(() => undefined);
      }
    } finally {
      // In the same turn as the last look: a text that comes later wakes a new lane.
      this.#lanes.delete(target.name);
    }
  }

  /** How long to wait before the next try. */
  async #try(target: Target, { text, tries }: Queued): Promise<number> {
    const { queue, pace, clock, send } = this.#parts;
    const { id } = text;
    await queue.write({ do: "try", id, wall: new Date(clock.wallMs()).toISOString() });
    const outcome = await send(target, text);
    if (outcome.is === "sent") return this.#end(id, "sent", outcome.how);
    if (outcome.is === "refused") return this.#end(id, "refused", outcome.why);
    if (outcome.is === "unclear" && !target.deduplicates)
      return this.#end(id, "unclear", outcome.why);
    if (tries + 1 >= pace.tries)
      return this.#end(id, outcome.is === "unclear" ? "unclear" : "gave-up", outcome.why);
    await queue.write({ do: "later", id, why: outcome.why });
    const asked = outcome.is === "later" ? (outcome.afterMs ?? 0) : 0;
    return Math.min(Math.max(pace.firstWaitMs * 2 ** tries, asked), pace.longestWaitMs);
  }

  async #end(id: string, as: "sent" | "refused" | "unclear" | "gave-up", why: string): Promise<0> {
    const { queue, ended } = this.#parts;
    await queue.write({ do: "end", id, as, why });
    const queued = queue.texts.get(id);
    if (queued !== undefined) ended(queued);
    return 0;
  }
}
