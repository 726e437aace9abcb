import type { IncomingHttpHeaders } from "node:http";
import type { Client, Dispatcher } from "undici";
import type { Connections, Rider } from "./connections.ts";
import type { CompiledStep } from "./journey.ts";
import type { Outcome, OpenBin } from "./tally.ts";
import type { Values } from "./template.ts";

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
  /** Called exactly once per exchange. `latencyMs` from the request's first scheduled time, only when there was a whole answer. */
  ended(exchange: Exchange, outcome: Outcome, latencyMs: number | undefined): void;
}

/** The most of a body that is kept for captures, bytes. */
const bodyLimit = 1 << 20;

/** One attempt on its way: undici's handler and our record of it in one object, because there are thousands a second. */
export class Exchange implements Dispatcher.DispatchHandler, Rider {
  readonly ask: Ask;
  readonly deadlineMs: number;
  readonly #sender: Sender;
  #connections: Connections | undefined;
  #client: Client | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders | undefined;
  #body: Buffer[] | undefined;
  #over = false;

  constructor(ask: Ask, sender: Sender, scheduledMs: number) {
    this.ask = ask;
    this.deadlineMs = scheduledMs + ask.step.timeoutMs;
    this.#sender = sender;
  }

  send(through: Connections): void {
    this.#connections = through;
    through.ask(this);
  }

  go(client: Client): void {
    this.#client = client;
    client.dispatch(this.ask.step.request(this.ask.values), this);
  }

  /** Gives up on it: the answer is no longer wanted, and its connection is closed. */
  cancel(outcome: Outcome): void {
    this.#finish(outcome, undefined, false);
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    // An interim answer (1xx) is followed by the real one.
    this.#status = statusCode;
    if (this.ask.step.catcher !== undefined) this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.ask.step.catcher?.needsBody !== true || controller.aborted) return;
    this.#body ??= [];
    if (this.#body.reduce((total, part) => total + part.length, chunk.length) <= bodyLimit) this.#body.push(chunk);
  }

  onResponseEnd(): void {
    const nowMs = this.#sender.nowMs();
    if (nowMs > this.deadlineMs) return this.#finish("timeout", undefined, this.ask.step.reuse);
    const latencyMs = nowMs - this.ask.firstMs;
    this.#finish(this.#judge(latencyMs), latencyMs, this.ask.step.reuse);
  }

  onResponseError(): void {
    this.#finish(this.#sender.nowMs() > this.deadlineMs ? "timeout" : "error", undefined, false);
  }

  #judge(latencyMs: number): Outcome {
    const { step, values } = this.ask;
    if (this.#status !== step.expectStatus) return this.#status === 429 || this.#status === 403 ? "rejected" : "error";
    if (step.catcher?.take(values, this.#headers ?? {}, Buffer.concat(this.#body ?? []).toString()) === false) return "error";
    return latencyMs > step.underMs ? "slow" : "good";
  }

  #finish(outcome: Outcome, latencyMs: number | undefined, reusable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#client === undefined) this.#connections?.forget(this);
    else if (reusable) this.#connections?.release(this.#client);
    else this.#connections?.drop(this.#client);
    this.#sender.ended(this, outcome, latencyMs);
  }
}
