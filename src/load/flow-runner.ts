import { stream } from "../kernel/random.ts";
import { arrivals } from "./arrivals.ts";
import type { Connections } from "./connections.ts";
import { Exchange, type Sender } from "./exchange.ts";
import { compileSteps, drawValues, type CompiledStep } from "./journey.ts";
import type { Bin, LoadFlow } from "./load.ts";
import { tally, type Tally } from "./tally.ts";
import type { Values } from "./template.ts";

/** What the flows of one worker share. */
export interface Floor {
  readonly seed: string;
  readonly maxInFlight: number;
  nowMs(): number;
  secondOf(ms: number): number;
  /** True once nothing may leave any more. */
  halted(): boolean;
  /** Every request on its way, of all flows. */
  readonly inFlight: Set<Exchange>;
  connectionsTo(flow: LoadFlow): readonly Connections[];
  /** Users already hurt in this drill: those of one cohort are the same people in each of its flows. */
  hurtOf(flow: LoadFlow): Set<number>;
}

/** Sends one flow. */
export interface FlowRunner {
  readonly nextMs: number;
  /** Sends everything that is due. */
  pump(nowMs: number): void;
  setRate(perSecond: number, overMs: number): void;
  end(): void;
  /** The whole seconds before `before`; after `end`, up to the last second that had a chance to send. */
  take(before: number): Bin[];
  /** Ended, and every bin taken. */
  readonly done: boolean;
  readonly books: Tally;
}

/** Starts a flow now. `before` is a flow of the same name that has ended but still has requests on their way: its books go on. */
export function runFlow(flow: LoadFlow, floor: Floor, before?: FlowRunner): FlowRunner {
  const random = stream(floor.seed, `load/${flow.id}`);
  const startMs = floor.nowMs();
  const schedule = arrivals(startMs, flow.perSecond, random.next());
  const books = before?.books ?? tally(flow.id, floor.secondOf(startMs));
  const steps = compileSteps(flow);
  const hurt = floor.hurtOf(flow);
  const through = floor.connectionsTo(flow);
  let turn = 0;
  let lastSecond = Number.POSITIVE_INFINITY;

  const sender: Sender = {
    nowMs: floor.nowMs,
    ended(exchange, outcome, latencyMs) {
      floor.inFlight.delete(exchange);
      books.settle(exchange.bin, outcome, isNewlyHurt(exchange.user, outcome === "good"), latencyMs);
      const following = steps[steps.indexOf(exchange.step) + 1];
      const goesOn = (outcome === "good" || outcome === "slow") && lastSecond === Number.POSITIVE_INFINITY && !floor.halted();
      if (goesOn && following !== undefined) send(following, exchange.values, exchange.user, floor.nowMs());
    },
  };

  function isNewlyHurt(user: number, well: boolean): boolean {
    if (well || hurt.has(user)) return false;
    hurt.add(user);
    return true;
  }

  function send(step: CompiledStep, values: Values, user: number, scheduledMs: number): void {
    const nowMs = floor.nowMs();
    const bin = books.offer(floor.secondOf(scheduledMs), nowMs - scheduledMs);
    const exchange = new Exchange(sender, step, values, user, bin, scheduledMs);
    const connection = through[turn % through.length];
    turn += 1;
    if (connection === undefined || floor.inFlight.size >= floor.maxInFlight || nowMs > exchange.deadlineMs) {
      exchange.cancel("unsent");
      return;
    }
    floor.inFlight.add(exchange);
    exchange.send(connection);
  }

  function pump(nowMs: number): void {
    const [first] = steps;
    while (first !== undefined && schedule.nextMs <= nowMs && !floor.halted()) {
      const { user, values } = drawValues(flow, random);
      const scheduledMs = schedule.nextMs;
      schedule.advance();
      send(first, values, user, scheduledMs);
    }
  }

  return {
    get nextMs() {
      return schedule.nextMs;
    },
    pump,
    setRate(perSecond, overMs) {
      const nowMs = floor.nowMs();
      pump(nowMs);
      schedule.setRate(nowMs, perSecond, overMs);
    },
    end() {
      const nowMs = floor.nowMs();
      pump(nowMs);
      schedule.setRate(nowMs, 0);
      lastSecond = floor.secondOf(nowMs);
    },
    take(before) {
      // A halt may have come in the middle of a burst: a second with requests still due is not whole.
      const due = schedule.nextMs <= floor.nowMs() ? floor.secondOf(schedule.nextMs) : Number.POSITIVE_INFINITY;
      return books.take(Math.min(before, due, lastSecond + 1));
    },
    get done() {
      return books.pending === 0 && books.next > lastSecond;
    },
    books,
  };
}
