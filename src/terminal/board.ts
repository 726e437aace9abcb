/**
 * The dashboards of a scenario, live: the newest seconds of each line, folded from what players may
 * see.
 */
import type { EventData } from "../event/event.ts";
import type { LoadBin } from "../event/load.ts";
import {
  dashboardsOf,
  requestLines,
  type Dashboard,
  type RequestLine,
} from "../plan/dashboards.ts";
import type { Scenario } from "../plan/plan.ts";
import { addFlow, type PendingSeconds } from "./flow-seconds.ts";

/**
 * The newest seconds of a request line, oldest first; success and refused in percent, p99 in
 * milliseconds, NaN where there was no response.
 */
export interface RequestView {
  readonly success: number[];
  readonly refused: number[];
  readonly rate: number[];
  readonly latency: number[];
}

export interface Board {
  readonly dashboards: readonly Dashboard[];
  readonly requests: ReadonlyMap<string, RequestView>;
  readonly lines: readonly RequestLine[];
  readonly pending: ReadonlyMap<string, PendingSeconds>;
  /** By signal: its keys, the highest first, and the newest values of each. */
  readonly keys: Map<string, Map<string, number[]>>;
}

const kept = 60;

/** The dashboards before anything was measured. */
export function initialBoard(scenario: Scenario): Board {
  const lines = requestLines(scenario);
  return {
    dashboards: dashboardsOf(scenario),
    lines,
    requests: new Map(
      lines.map(({ key }) => [key, { success: [], refused: [], rate: [], latency: [] }]),
    ),
    pending: new Map(lines.map(({ key }) => [key, new Map()])),
    keys: new Map(),
  };
}

/** Takes in one second of a flow. */
export function boardBin(board: Board, bin: LoadBin): void {
  for (const { key, flows } of board.lines) {
    const [pending, view] = [board.pending.get(key), board.requests.get(key)];
    if (pending === undefined || view === undefined || !flows.includes(bin.flow)) continue;
    const whole = addFlow(pending, bin, flows.length);
    if (whole === undefined) continue;
    push(view.rate, whole.offered);
    if (whole.offered === 0) continue;
    push(view.success, (100 * whole.good) / whole.offered);
    push(view.refused, (100 * whole.rejected) / whole.offered);
    // Where nothing was answered there is no latency, and it is not 0.
    push(view.latency, whole.p99 > 0 ? whole.p99 : Number.NaN);
  }
}

/** Takes in a sample of a signal that has keys. */
export function boardKeys(board: Board, { signal, keys }: EventData["probe.sample"]): void {
  if (keys === undefined) return;
  const before = board.keys.get(signal);
  const now = Object.entries(keys)
    .toSorted(([, a], [, b]) => b - a)
    .map(([key, value]): [string, number[]] => {
      const values = before?.get(key) ?? [];
      push(values, value);
      return [key, values];
    });
  board.keys.set(signal, new Map(now));
}

function push(values: number[], value: number): void {
  values.push(value);
  if (values.length > kept) values.shift();
}
