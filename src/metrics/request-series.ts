import type { GamedayEvent } from "../event/event.ts";
import { isComplete, sumOf } from "../monitor/seconds.ts";
import type { Requests } from "../event/load.ts";
import type { FlowSeconds } from "../monitor/sli.ts";
import type { MonitorState } from "../monitor/state.ts";
import { requestLines, type RequestLine } from "../plan/dashboards.ts";
import type { Plan } from "../plan/plan.ts";
import { evenSteps } from "./even-steps.ts";
import { thinning, type Thinned } from "./thinning.ts";

/**
 * How requests of one line of a dashboard were answered over time: exercise seconds in even steps,
 * null where nothing was measured.
 */
export interface RequestSeries {
  /** The line's: `sli www`, `flow web-a`. */
  readonly key: string;
  readonly fromSecond: number;
  readonly stepSeconds: number;
  /** Percent of the requests offered in a step. */
  readonly success: readonly (number | null)[];
  readonly refused: readonly (number | null)[];
  /** Requests per second. */
  readonly rate: readonly (number | null)[];
  /** The slowest flow's 99th percentile, milliseconds; `peak` is the worst second of a step. */
  readonly p99: Thinned;
}

/** Collects the request lines of a scenario's dashboards; nothing where it declares none. */
export function requestSeriesOf(plan: Plan): {
  take(event: Extract<GamedayEvent, { type: "load.bin" }>): void;
  done(state: MonitorState, endSecond: number): readonly RequestSeries[];
} {
  const lines = requestLines(plan.scenario).map((line) => ({ line, p99: thinning() }));
  return {
    take: ({ data }) => {
      for (const { line, p99 } of lines)
        if (line.flows.includes(data.flow)) p99.add(data.second * 1_000, data.p99);
    },
    done: (state, endSecond) =>
      lines.map(({ line, p99 }) => ({
        key: line.key,
        ...steps(line, state.flows, endSecond),
        p99: p99.done(),
      })),
  };
}

function steps(
  line: RequestLine,
  seconds: ReadonlyMap<string, FlowSeconds>,
  endSecond: number,
): Omit<RequestSeries, "key" | "p99"> {
  const flows = line.flows.flatMap((id) => seconds.get(id) ?? []).filter(({ first }) => first >= 0);
  const from = Math.max(0, ...flows.map(({ first }) => first));
  const to =
    flows.length === 0
      ? from
      : Math.max(from, Math.min(endSecond, ...flows.map(({ next }) => next)));
  const { stepSeconds, steps: all } = evenSteps(from, to);
  const series = {
    success: [] as (number | null)[],
    refused: [] as (number | null)[],
    rate: [] as (number | null)[],
  };
  for (const { from: second, to: next } of all) {
    const sum = (outcome: keyof Requests): number =>
      flows.reduce((total, flow) => total + sumOf(flow, outcome, second, next), 0);
    const known = stepSeconds > 1 || flows.every((flow) => isComplete(flow, second, next));
    const offered = known ? sum("offered") : 0;
    series.success.push(offered === 0 ? null : (100 * sum("good")) / offered);
    series.refused.push(offered === 0 ? null : (100 * sum("rejected")) / offered);
    series.rate.push(known ? offered / (next - second) : null);
  }
  return { fromSecond: from, stepSeconds, ...series };
}
