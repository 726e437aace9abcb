import type { RetryPolicy } from "../event/flow.ts";
import type { Random } from "../kernel/random.ts";
import type { Agenda } from "./agenda.ts";
import type { Connections } from "./connections.ts";
import { Exchange, type Ask, type Sender } from "./exchange.ts";
import { backoffMs, thinkMs, type CompiledStep } from "./journey.ts";
import type { Outcome, Tally } from "./tally.ts";
import type { Values } from "./template.ts";

/** What all visits of a flow share. */
export interface Site {
  readonly steps: readonly CompiledStep[];
  readonly retry: RetryPolicy | undefined;
  readonly books: Tally;
  /**
   * For waits alone: they are drawn when responses come, so they must not disturb the draws of
   * journeys.
   */
  readonly pace: Random;
  readonly agenda: Agenda;
  readonly inFlight: Set<Exchange>;
  readonly maxInFlight: number;
  nowMs(): number;
  secondOf(ms: number): number;
  /** The flow has ended, or all sending has. */
  over(): boolean;
  /** The route of a user's next request. */
  through(user: number): Connections;
}

/**
 * Walks users through the steps of their journey: think time, captures, retries, and the entries in
 * the books.
 */
// oxlint-disable-next-line max-lines-per-function -- the steps of a journey share their site, and run for each request
export function guide(site: Site): (values: Values, user: number, scheduledMs: number) => void {
  const sender: Sender = { nowMs: () => site.nowMs(), ended };

  function begin(index: number, values: Values, user: number, scheduledMs: number): void {
    const step = site.steps[index];
    if (step === undefined) return;
    const lateMs = site.nowMs() - scheduledMs;
    const full = site.inFlight.size >= site.maxInFlight;
    const unsent = full || lateMs > step.timeoutMs;
    // Held up by requests that hang, the generator is as punctual as it can be; held up by its own
    // bound, it is not.
    const bin = site.books.offer(
      site.secondOf(scheduledMs),
      full && !hanging() ? Math.max(lateMs, step.timeoutMs) : lateMs,
      index === 0,
    );
    const ask: Ask = { step, index, values, user, bin, firstMs: scheduledMs, retries: 0 };
    if (unsent) settle(ask, "unsent", undefined);
    else attempt(ask, scheduledMs);
  }

  /** Does the oldest request on its way keep its user waiting for too long already? */
  function hanging(): boolean {
    const [oldest] = site.inFlight;
    return oldest !== undefined && site.nowMs() - oldest.ask.firstMs > oldest.ask.step.underMs;
  }

  function attempt(ask: Ask, scheduledMs: number): void {
    const exchange = new Exchange(ask, sender, scheduledMs);
    site.inFlight.add(exchange);
    exchange.send(site.through(ask.user));
  }

  function ended(exchange: Exchange, outcome: Outcome, latencyMs: number | undefined): void {
    site.inFlight.delete(exchange);
    const { ask } = exchange;
    if (outcome === "good" || outcome === "slow" || outcome === "unsent" || !retries(ask, outcome))
      settle(ask, outcome, latencyMs, exchange.cause);
    else retry(ask, site.retry, () => settle(ask, outcome, latencyMs, exchange.cause));
  }

  function retries(ask: Ask, outcome: "error" | "timeout" | "rejected"): boolean {
    return (
      site.retry !== undefined &&
      ask.retries < site.retry.attempts &&
      site.retry.on.includes(outcome) &&
      !site.over()
    );
  }

  function retry(ask: Ask, policy: RetryPolicy | undefined, giveUp: () => void): void {
    if (policy === undefined) return giveUp();
    const dueMs = site.nowMs() + backoffMs(policy, ask.retries + 1, site.pace);
    site.agenda.add(dueMs, () => {
      if (site.over() || site.inFlight.size >= site.maxInFlight) return giveUp();
      ask.retries += 1;
      site.books.again(ask.bin, site.nowMs() - dueMs);
      attempt(ask, dueMs);
    });
  }

  function settle(ask: Ask, outcome: Outcome, latencyMs: number | undefined, cause?: string): void {
    site.books.settle(
      ask.bin,
      outcome,
      ask.user,
      latencyMs,
      outcome === "error" || outcome === "rejected" ? cause : undefined,
    );
    if (
      (outcome !== "good" && outcome !== "slow") ||
      ask.index + 1 >= site.steps.length ||
      site.over()
    )
      return;
    const pauseMs = thinkMs(ask.step.thinkMs, site.pace);
    const dueMs = site.nowMs() + pauseMs;
    const goOn = (): void => {
      if (!site.over()) begin(ask.index + 1, ask.values, ask.user, dueMs);
    };
    if (pauseMs > 0) site.agenda.add(dueMs, goOn);
    else goOn();
  }

  return (values, user, scheduledMs) => begin(0, values, user, scheduledMs);
}
