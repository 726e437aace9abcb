import type { GamedayEvent } from "../event/event.ts";
import { isComplete, sumOf } from "../monitor/seconds.ts";
import type { MonitorState } from "../monitor/state.ts";
import type { Plan } from "../plan/plan.ts";
import { thinning, type Thinned } from "./thinning.ts";

/** One SLI over time, for charts: exercise seconds in even steps, null where nothing was measured. */
export interface SliSeries {
  readonly sli: string;
  readonly service: string;
  /** Percent. */
  readonly objective: number;
  readonly fromSecond: number;
  readonly stepSeconds: number;
  /** Percent of the requests offered in a step. */
  readonly success: readonly (number | null)[];
  readonly loss: readonly (number | null)[];
  readonly offered: readonly number[];
  /** The slowest counted flow's 99th percentile, milliseconds; `peak` is the worst second of a step. */
  readonly p99: Thinned;
}

/** A signal over time. Numbers are thinned; words (`primary`, `blocked`) are a list of changes. */
export interface SignalSeries {
  readonly signal: string;
  readonly title: string;
  readonly unit: string;
  readonly points: Thinned;
  readonly changes: readonly { readonly atMs: number; readonly value: string }[];
  /** Readings that failed. */
  readonly failed: number;
}

export interface Series {
  readonly slis: readonly SliSeries[];
  readonly signals: readonly SignalSeries[];
}

const mostChanges = 500;

/** Collects what charts need, in bounded memory; the SLIs' seconds themselves come from the monitor's fold. */
export function seriesOf(plan: Plan): { take(event: GamedayEvent): void; done(state: MonitorState, endSecond: number): Series } {
  const p99 = Object.values(plan.scenario.slis).map(({ counts }) => ({ counts, points: thinning() }));
  const signals = new Map(Object.keys(plan.scenario.signals).map((id) => [id, { points: thinning(), changes: [] as { atMs: number; value: string }[], failed: 0 }]));
  const takeSample = (event: Extract<GamedayEvent, { type: "probe.sample" }>): void => {
    const { signal, value, error } = event.data;
    const kept = signals.get(signal);
    if (kept === undefined) return;
    if (error !== undefined || value === null) kept.failed += 1;
    else if (typeof value === "number") kept.points.add(event.at, value);
    else if (kept.changes.at(-1)?.value !== value && kept.changes.length < mostChanges) kept.changes.push({ atMs: event.at, value });
  };
  return {
    take: (event) => {
      if (event.type === "probe.sample") takeSample(event);
      if (event.type !== "load.bin" || event.data.offered === 0) return;
      for (const { counts, points } of p99) if (counts.includes(event.data.flow)) points.add(event.data.second * 1_000, event.data.p99);
    },
    done: (state, endSecond) => ({
      slis: state.slis.map((sli, index) => ({ sli: sli.id, service: sli.service, objective: sli.objective, ...steps(sli.seconds, endSecond), p99: p99[index]?.points.done() ?? thinning().done() })),
      signals: [...signals].map(([signal, { points, changes, failed }]) => ({
        signal, title: plan.scenario.signals[signal]?.title ?? signal, unit: plan.scenario.signals[signal]?.unit ?? "", points: points.done(), changes, failed,
      })),
    }),
  };
}

/** At most 1,200 steps, of whole seconds. */
function steps(seconds: MonitorState["slis"][number]["seconds"], endSecond: number): Pick<SliSeries, "fromSecond" | "stepSeconds" | "success" | "loss" | "offered"> {
  const from = Math.max(0, seconds.first);
  const to = Math.max(from, Math.min(seconds.next, endSecond));
  const stepSeconds = Math.max(1, Math.ceil((to - from) / 1_200));
  const success: (number | null)[] = [];
  const offered: number[] = [];
  for (let second = from; second < to; second += stepSeconds) {
    const next = Math.min(second + stepSeconds, to);
    const asked = sumOf(seconds, "offered", second, next);
    offered.push(asked);
    success.push(asked === 0 || (stepSeconds === 1 && !isComplete(seconds, second, next)) ? null : (100 * sumOf(seconds, "good", second, next)) / asked);
  }
  return { fromSecond: from, stepSeconds, success, loss: success.map((share) => (share === null ? null : 100 - share)), offered };
}
