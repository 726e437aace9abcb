import type { Answer } from "./answer.ts";
import { textOf } from "./answer-coding.ts";
import type { Connections } from "./connections.ts";
import type { CompiledStep } from "./journey.ts";
import type { Outcome, OpenBin } from "./tally.ts";
import type { Values } from "./template.ts";
import type { Rider, Wire } from "./wire.ts";

/** One request as the books see it, over all its attempts. */
export interface Ask {
  readonly step: CompiledStep;
  readonly index: number;
  readonly values: Values;
  readonly user: number;
  readonly bin: OpenBin;
  readonly firstMs: number;
  retries: number;
}

/** Who wants to know how an attempt ended. */
export interface Sender {
  nowMs(): number;
  /**
   * Called exactly once per exchange. `latencyMs` counts from the request's first scheduled time;
   * only for whole responses.
   */
  ended(exchange: Exchange, outcome: Outcome, latencyMs: number | undefined): void;
}

/**
 * One attempt on its way. A class, because there are thousands a second and they share their
 * methods.
 */
export class Exchange implements Rider {
  readonly ask: Ask;
  readonly deadlineMs: number;
  readonly wantsBody: boolean;
  /**
   * Why the attempt failed: a status code, `broken` for a connection, `tls` with its code, `body`
   * when the response lacks what the next step needs.
   */
  cause: string | undefined;
  readonly #sender: Sender;
  #connections: Connections | undefined;
  #wire: Wire | undefined;
  #over = false;
  #replaced = false;

  constructor(ask: Ask, sender: Sender, scheduledMs: number) {
    this.ask = ask;
    this.deadlineMs = scheduledMs + ask.step.timeoutMs;
    this.wantsBody = ask.step.catcher?.needsBody === true;
    this.#sender = sender;
  }

  send(through: Connections): void {
    this.#connections = through;
    through.ask(this);
  }

  go(wire: Wire): void {
    this.#wire = wire;
    wire.send(this.ask.step.request(this.ask.values, wire.host), this);
  }

  /** Gives up: the response is no longer needed, and its connection is closed. */
  cancel(outcome: Outcome): void {
    this.#finish(outcome, undefined, false);
  }

  answered(answer: Answer): void {
    const nowMs = this.#sender.nowMs();
    const reusable = answer.reusable && this.ask.step.reuse;
    if (nowMs > this.deadlineMs) return this.#finish("timeout", undefined, reusable);
    const latencyMs = nowMs - this.ask.firstMs;
    this.#finish(this.#judge(answer, latencyMs), latencyMs, reusable);
  }

  broken(why: string): void {
    this.cause = why;
    this.#finish(this.#sender.nowMs() > this.deadlineMs ? "timeout" : "error", undefined, false);
  }

  /** As browsers do, and HTTP clients in general: what may be asked for twice is sent once more. */
  closedUnder(): void {
    if (
      this.#wire === undefined ||
      this.#replaced ||
      !this.ask.step.repeatable ||
      this.#sender.nowMs() > this.deadlineMs
    )
      return this.broken("broken");
    this.#replaced = true;
    this.#connections?.replace(this.#wire, this);
  }

  #judge({ status, head, body }: Answer, latencyMs: number): Outcome {
    const { step, values } = this.ask;
    if (status !== step.expectStatus) {
      this.cause = String(status);
      return status === 429 || status === 403 ? "rejected" : "error";
    }
    if (
      step.catcher?.take(values, head, step.catcher.needsBody ? (textOf(body, head) ?? "") : "") ===
      false
    ) {
      this.cause = "body";
      return "error";
    }
    return latencyMs > step.underMs ? "slow" : "good";
  }

  #finish(outcome: Outcome, latencyMs: number | undefined, reusable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#wire === undefined) this.#connections?.forget(this);
    else if (reusable) this.#connections?.release(this.#wire);
    else this.#connections?.drop(this.#wire);
    this.#sender.ended(this, outcome, latencyMs);
  }
}
