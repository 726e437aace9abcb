/** The dashboards of a scenario, live: the newest seconds of each line, folded from what players may see. */
import type { EventData, LoadBin } from "../event/event.ts";
import { dashboardsOf, requestLines, type Dashboard, type RequestLine } from "../plan/dashboards.ts";
import type { Scenario } from "../plan/plan.ts";

/** The newest seconds of a request line, oldest first; success and refused in percent, p99 in milliseconds. */
export interface RequestView {
  readonly success: number[];
  readonly refused: number[];
  readonly rate: number[];
  readonly latency: number[];
}

interface Pending {
  flows: number;
  offered: number;
  good: number;
  rejected: number;
  p99: number;
}

export interface Board {
  readonly dashboards: readonly Dashboard[];
  readonly requests: ReadonlyMap<string, RequestView>;
  readonly lines: readonly RequestLine[];
  readonly pending: ReadonlyMap<string, Map<number, Pending>>;
  /** By signal: its keys, the highest first, and the newest values of each. */
  readonly keys: Map<string, Map<string, number[]>>;
}

const kept = 60;
/** A second that a flow never delivers is given up. */
const mostPending = 40;

/** The dashboards before anything was measured. */
export function initialBoard(scenario: Scenario): Board {
  const lines = requestLines(scenario);
  return {
    dashboards: dashboardsOf(scenario),
    lines,
    requests: new Map(lines.map(({ key }) => [key, { success: [], refused: [], rate: [], latency: [] }])),
    pending: new Map(lines.map(({ key }) => [key, new Map()])),
    keys: new Map(),
  };
}

/** Takes in one second of a flow. */
export function boardBin(board: Board, bin: LoadBin): void {
  for (const { key, flows } of board.lines) {
    const [pending, view] = [board.pending.get(key), board.requests.get(key)];
    if (pending === undefined || view === undefined || !flows.includes(bin.flow)) continue;
    const sum = pending.get(bin.second) ?? { flows: 0, offered: 0, good: 0, rejected: 0, p99: 0 };
    const next = { flows: sum.flows + 1, offered: sum.offered + bin.offered, good: sum.good + bin.good, rejected: sum.rejected + bin.rejected, p99: Math.max(sum.p99, bin.p99) };
    pending.set(bin.second, next);
    if (next.flows < flows.length) {
      if (pending.size > mostPending) pending.delete(Math.min(...pending.keys()));
      continue;
    }
    pending.delete(bin.second);
    push(view.rate, next.offered);
    if (next.offered === 0) continue;
    push(view.success, (100 * next.good) / next.offered);
    push(view.refused, (100 * next.rejected) / next.offered);
    push(view.latency, next.p99);
  }
}

/** Takes in a sample of a signal that has keys. */
export function boardKeys(board: Board, { signal, keys }: EventData["probe.sample"]): void {
  if (keys === undefined) return;
  const before = board.keys.get(signal);
  const now = Object.entries(keys).toSorted(([, a], [, b]) => b - a).map(([key, value]): [string, number[]] => {
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
