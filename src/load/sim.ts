import type { LoadBin } from "../event/load.ts";
import type { Clock } from "../kernel/clock.ts";
import { stream, type Random } from "../kernel/random.ts";
import type { LoadDriver, LoadFlow, LoadOptions, LoadRun } from "./load.ts";

/** What the simulated stack makes of one second of one flow. */
export type Serve = (
  flow: LoadFlow,
  offered: number,
) => { good: number; error: number; timeout: number; rejected: number; p50: number; p99: number };

/**
 * The load driver of simulated drills: the same open model and the same bins, served by a function,
 * on virtual time.
 */
export function simDriver(
  clock: Clock,
  serve: Serve,
  ended: (flow: string) => void = () => {},
): LoadDriver {
  return {
    name: "sim",
    start: async (options: LoadOptions): Promise<LoadRun> => {
      const flows = new Map<string, Sending>();
      const stopped = new AbortController();
      const add = (flow: LoadFlow): void =>
        void flows.set(flow.id, {
          flow,
          perSecond: flow.perSecond,
          owed: 0,
          hurt: 0,
          order: undefined,
          random: () => stream(options.seed, `load/${flow.id}/users`),
        });
      for (const flow of options.flows) add(flow);
      const second = (): number =>
        Math.floor((clock.monoMs() - options.originMonoMs) / 1_000 + 1e-6);
      const pump = async (): Promise<void> => {
        for (;;) {
          const at = second();
          const due = options.originMonoMs + (at + 1) * 1_000 - clock.monoMs();
          await clock.sleep(due, stopped.signal);
          for (const state of flows.values()) options.onBin(bin(state, at, serve));
        }
      };
      const pumping = pump().catch(() => {});
      return {
        add,
        setRate: (id, perSecond) => {
          const state = flows.get(id);
          if (state !== undefined) state.perSecond = perSecond;
        },
        end: (id) => {
          flows.delete(id);
          ended(id);
        },
        rates: () => Object.fromEntries([...flows].map(([id, state]) => [id, state.perSecond])),
        stop: async () => {
          stopped.abort();
          await pumping;
        },
      };
    },
  };
}

interface Sending {
  readonly flow: LoadFlow;
  perSecond: number;
  /** Parts of a request that are due. */
  owed: number;
  hurt: number;
  /** Users in the order in which they are affected. */
  order: number[] | undefined;
  readonly random: () => Random;
}

function bin(state: Sending, second: number, serve: Serve): LoadBin {
  state.owed += state.perSecond;
  const offered = Math.floor(state.owed + 1e-9);
  state.owed -= offered;
  // Served at the rate of now: `setRate` may have changed what the flow began with.
  const { id, users } = state.flow;
  const { good, error, timeout, rejected, p50, p99 } = serve(
    state.perSecond === state.flow.perSecond
      ? state.flow
      : { ...state.flow, perSecond: state.perSecond },
    offered,
  );
  // Users are drawn evenly: the expected number hit for the first time by so many more draws.
  const newlyHurt =
    good === offered
      ? 0
      : Math.round((users - state.hurt) * (1 - (1 - 1 / users) ** (offered - good)));
  // Written out: an hour has ten thousand of these, and spreads are slow.
  if (newlyHurt === 0)
    return {
      flow: id,
      second,
      offered,
      good,
      slow: 0,
      error,
      timeout,
      unsent: 0,
      rejected,
      newlyHurt,
      p50,
      p99,
      max: p99,
      lateP99: 0,
    };
  return {
    flow: id,
    second,
    offered,
    good,
    slow: 0,
    error,
    timeout,
    unsent: 0,
    rejected,
    newlyHurt,
    hurt: nextHurt(state, newlyHurt),
    p50,
    p99,
    max: p99,
    lateP99: 0,
  };
}

/**
 * The users to affect next. Flows of one cohort draw their users independently, so some users are
 * affected in several flows.
 */
function nextHurt(state: Sending, count: number): number[] {
  state.order ??= shuffled(state.flow.users, state.random());
  const from = state.hurt;
  state.hurt += count;
  return state.order.slice(from, state.hurt);
}

function shuffled(users: number, random: Random): number[] {
  const order = Array.from({ length: users }, (_, i) => i + 1);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
