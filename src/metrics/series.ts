import type { GamedayEvent } from "../event/event.ts";
import { isComplete, sumOf } from "../monitor/seconds.ts";
import type { MonitorState } from "../monitor/state.ts";
import type { Plan } from "../plan/plan.ts";
import { evenSteps } from "./even-steps.ts";
import { requestSeriesOf, type RequestSeries } from "./request-series.ts";
import { signalSeriesOf, type SignalSeries } from "./signal-series.ts";
import { thinning, type Thinned } from "./thinning.ts";

/**
 * One SLI over time, for charts: exercise seconds in even steps, null where nothing was measured.
 */
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
  /**
   * The slowest counted flow's 99th percentile, milliseconds; `peak` is the worst second of a step.
   */
  readonly p99: Thinned;
}

export interface Series {
  readonly slis: readonly SliSeries[];
  readonly signals: readonly SignalSeries[];
  /** Of the lines that dashboards show. */
  readonly requests: readonly RequestSeries[];
}

/**
 * Collects what charts need, in bounded memory; the SLIs' seconds themselves come from the
 * monitor's fold.
 */
export function seriesOf(plan: Plan): {
  take(event: GamedayEvent): void;
  done(state: MonitorState, endSecond: number): Series;
} {
  const p99 = Object.values(plan.scenario.slis).map(({ counts }) => ({
    counts,
    points: thinning(),
  }));
  const signals = signalSeriesOf(plan);
  const requests = requestSeriesOf(plan);
  return {
    take: (event) => {
      if (event.type === "probe.sample") signals.take(event);
      if (event.type !== "load.bin" || event.data.offered === 0) return;
      requests.take(event);
      for (const { counts, points } of p99)
        if (counts.includes(event.data.flow)) points.add(event.data.second * 1_000, event.data.p99);
    },
    done: (state, endSecond) => ({
      slis: state.slis.map((sli, index) => ({
        sli: sli.id,
        service: sli.service,
        objective: sli.objective,
        ...steps(sli.seconds, endSecond),
        p99: p99[index]?.points.done() ?? thinning().done(),
      })),
      signals: signals.done(),
      requests: requests.done(state, endSecond),
    }),
  };
}

function steps(
  seconds: MonitorState["slis"][number]["seconds"],
  endSecond: number,
): Pick<SliSeries, "fromSecond" | "stepSeconds" | "success" | "loss" | "offered"> {
  const from = Math.max(0, seconds.first);
  const to = Math.max(from, Math.min(seconds.next, endSecond));
  const { stepSeconds, steps: all } = evenSteps(from, to);
  const success: (number | null)[] = [];
  const offered: number[] = [];
  for (const { from: second, to: next } of all) {
    const asked = sumOf(seconds, "offered", second, next);
    offered.push(asked);
    success.push(
      asked === 0 || (stepSeconds === 1 && !isComplete(seconds, second, next))
        ? null
        : (100 * sumOf(seconds, "good", second, next)) / asked,
    );
  }
  return {
    fromSecond: from,
    stepSeconds,
    success,
    loss: success.map((share) => (share === null ? null : 100 - share)),
    offered,
  };
}
