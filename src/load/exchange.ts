import type { Client, Dispatcher } from "undici";
import type { Connections } from "./connections.ts";
import type { CompiledStep } from "./journey.ts";
import type { Outcome, OpenBin } from "./tally.ts";
import type { Values } from "./template.ts";

/** What an exchange needs from the one who sends it. */
export interface Sender {
  nowMs(): number;
  /** Called exactly once per exchange. `latencyMs` from the scheduled time, only when there was a whole answer. */
  ended(exchange: Exchange, outcome: Outcome, latencyMs: number | undefined): void;
}

/** One request on its way: undici's handler and our record of it in one object, because there are thousands a second. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly sender: Sender;
  readonly step: CompiledStep;
  readonly values: Values;
  readonly user: number;
  readonly bin: OpenBin;
  readonly scheduledMs: number;
  readonly deadlineMs: number;
  #connections: Connections | undefined;
  #client: Client | undefined;
  #status = 0;
  #over = false;

  constructor(sender: Sender, step: CompiledStep, values: Values, user: number, bin: OpenBin, scheduledMs: number) {
    this.sender = sender;
    this.step = step;
    this.values = values;
    this.user = user;
    this.bin = bin;
    this.scheduledMs = scheduledMs;
    this.deadlineMs = scheduledMs + step.timeoutMs;
  }

  send(through: Connections): void {
    this.#connections = through;
    this.#client = through.take();
    this.#client.dispatch(this.step.request(this.values), this);
  }

  /** Gives up on it: the answer is no longer wanted and its connection is closed. */
  cancel(outcome: Outcome): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#client !== undefined) this.#connections?.drop(this.#client);
    this.sender.ended(this, outcome, undefined);
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#status = statusCode;
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#client !== undefined) this.#connections?.release(this.#client);
    const latencyMs = this.sender.nowMs() - this.scheduledMs;
    if (latencyMs > this.step.timeoutMs) this.sender.ended(this, "timeout", undefined);
    else this.sender.ended(this, this.#judge(latencyMs), latencyMs);
  }

  onResponseError(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#client !== undefined) this.#connections?.drop(this.#client);
    this.sender.ended(this, this.sender.nowMs() > this.deadlineMs ? "timeout" : "error", undefined);
  }

  #judge(latencyMs: number): Outcome {
    if (this.#status === this.step.expectStatus) return latencyMs > this.step.underMs ? "slow" : "good";
    return this.#status === 429 || this.#status === 403 ? "rejected" : "error";
  }
}
