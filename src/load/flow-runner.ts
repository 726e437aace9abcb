import type { LoadBin } from "../event/load.ts";
import { stream } from "../kernel/random.ts";
import type { Agenda } from "./agenda.ts";
import { arrivals } from "./arrivals.ts";
import type { Connections } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import { compileSteps, drawValues } from "./journey.ts";
import type { LoadFlow } from "./load.ts";
import { tally, type Tally } from "./tally.ts";
import { guide } from "./visit.ts";

/** What the flows of one thread share. */
export interface Floor {
  readonly seed: string;
  readonly maxInFlight: number;
  nowMs(): number;
  secondOf(ms: number): number;
  /** True once nothing may leave any more. */
  halted(): boolean;
  /** Steps and retries to come, of all flows. */
  readonly agenda: Agenda;
  /** Every attempt on its way, of all flows. */
  readonly inFlight: Set<Exchange>;
  /** The route of a user's next request. */
  routes(flow: LoadFlow): (user: number) => Connections;
}

/** Sends one flow. */
export interface FlowRunner {
  readonly nextMs: number;
  /** Begins every journey that is due. */
  pump(nowMs: number): void;
  setRate(perSecond: number, overMs: number): void;
  end(): void;
  /**
   * The whole seconds before `before`; after `end`, up to the last second that had a chance to
   * send.
   */
  take(before: number): LoadBin[];
  /** Ended, and every bin taken. */
  readonly done: boolean;
  readonly books: Tally;
}

/**
 * Starts a flow now. `before` is a flow of the same name that has ended but still has requests on
 * their way: its books go on.
 */
export function runFlow(flow: LoadFlow, floor: Floor, before?: FlowRunner): FlowRunner {
  const random = stream(floor.seed, `load/${flow.id}`);
  const startMs = floor.nowMs();
  const schedule = arrivals(startMs, flow.perSecond, random.next(), flow.rampMs);
  const books =
    before?.books ??
    tally(flow.id, floor.secondOf(startMs), {
      retries: flow.retry !== undefined,
      begun: flow.steps.length > 1,
    });
  let lastSecond = Number.POSITIVE_INFINITY;
  const begin = guide({
    ...floor,
    steps: compileSteps(flow),
    retry: flow.retry,
    books,
    pace: stream(floor.seed, `load/${flow.id}/pace`),
    over: () => lastSecond < Number.POSITIVE_INFINITY || floor.halted(),
    through: floor.routes(flow),
  });

  function pump(nowMs: number): void {
    while (schedule.nextMs <= nowMs && !floor.halted()) {
      const { user, values } = drawValues(flow, random);
      const scheduledMs = schedule.nextMs;
      schedule.advance();
      begin(values, user, scheduledMs);
    }
  }

  function retarget(perSecond: number, overMs: number): number {
    const nowMs = floor.nowMs();
    pump(nowMs);
    schedule.setRate(nowMs, perSecond, overMs);
    return nowMs;
  }

  return {
    get nextMs() {
      return schedule.nextMs;
    },
    pump,
    setRate: (perSecond, overMs) => void retarget(perSecond, overMs),
    end: () => void (lastSecond = floor.secondOf(retarget(0, 0))),
    take: (limit) => books.take(Math.min(limit, lastSecond + 1)),
    get done() {
      return books.next > lastSecond;
    },
    books,
  };
}
