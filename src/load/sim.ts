import type { Clock } from "../kernel/clock.ts";
import type { Bin, LoadDriver, LoadFlow, LoadOptions, LoadRun } from "./load.ts";

/** What the simulated stack makes of one second of one flow. */
export type Serve = (flow: LoadFlow, offered: number) => { good: number; error: number; timeout: number; rejected: number; p50: number; p99: number };

/** The load driver of simulated drills: the same open model and the same bins, served by a function, on virtual time. */
export function simDriver(clock: Clock, serve: Serve, ended: (flow: string) => void = () => {}): LoadDriver {
  return {
    name: "sim",
    start: async (options: LoadOptions): Promise<LoadRun> => {
      const flows = new Map<string, { flow: LoadFlow; perSecond: number; owed: number; hurt: number }>();
      const stopped = new AbortController();
      const add = (flow: LoadFlow): void => void flows.set(flow.id, { flow, perSecond: flow.perSecond, owed: 0, hurt: 0 });
      for (const flow of options.flows) add(flow);
      const second = (): number => Math.floor((clock.monoMs() - options.originMonoMs) / 1_000 + 1e-6);
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

function bin(state: { flow: LoadFlow; perSecond: number; owed: number; hurt: number }, second: number, serve: Serve): Bin {
  state.owed += state.perSecond;
  const offered = Math.floor(state.owed + 1e-9);
  state.owed -= offered;
  // Served at the rate of now: `setRate` may have changed what the flow began with.
  const { id, users } = state.flow;
  const { good, error, timeout, rejected, p50, p99 } = serve(state.perSecond === state.flow.perSecond ? state.flow : { ...state.flow, perSecond: state.perSecond }, offered);
  // Users are drawn evenly: the expected number hit for the first time by so many more draws.
  const newlyHurt = good === offered ? 0 : Math.round((users - state.hurt) * (1 - (1 - 1 / users) ** (offered - good)));
  state.hurt += newlyHurt;
  // Written out: an hour has ten thousand of these, and spreads are slow.
  return { flow: id, second, offered, good, slow: 0, error, timeout, unsent: 0, rejected, newlyHurt, p50, p99, max: p99, lateP99: 0 };
}
