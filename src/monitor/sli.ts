import { noRequests, outcomes, type LoadBin, type Requests } from "../event/load.ts";
import type { Scenario } from "../plan/plan.ts";
import { addSecond, emptySeconds, isComplete, sumOf, type Seconds } from "./seconds.ts";

/** `max`: the slowest answer of a second, milliseconds. */
export type FlowSeconds = Seconds<keyof Requests | "max">;

/** One SLI: the share of good requests among those offered, over the flows that it counts. */
export interface Sli {
  readonly id: string;
  /** The service that people know it by. */
  readonly service: string;
  readonly counts: readonly string[];
  /** Percent. */
  readonly objective: number;
  /** Its seconds, known once every counted flow has delivered them. */
  readonly seconds: Seconds<"offered" | "good">;
}

/** The scenario's SLIs, before any second of them is known. */
export function emptySlis(scenario: Scenario): Sli[] {
  return Object.entries(scenario.slis).map(([id, sli]) => ({
    id,
    service: sli.service ?? id,
    counts: sli.counts,
    objective: sli.objective,
    seconds: emptySeconds(["offered", "good"]),
  }));
}

/** Takes in one second of a flow. A second that is left out counts as delivered and empty. */
export function addBin(
  flows: Map<string, FlowSeconds>,
  bin: LoadBin,
  leftOut: boolean,
): FlowSeconds {
  let flow = flows.get(bin.flow);
  if (flow === undefined) flows.set(bin.flow, (flow = emptySeconds([...outcomes, "max"])));
  addSecond(flow, bin.second, leftOut ? nothing : bin);
  return flow;
}
const nothing: Readonly<Record<keyof Requests | "max", number>> = { ...noRequests, max: 0 };

/** Carries an SLI on to the last second that all its flows have delivered. */
export function advance(sli: Sli, flows: ReadonlyMap<string, FlowSeconds>): void {
  let from = sli.seconds.next;
  let to = Number.POSITIVE_INFINITY;
  let first = 0;
  for (const id of sli.counts) {
    const flow = flows.get(id);
    if (flow === undefined) return;
    to = Math.min(to, flow.next);
    first = Math.max(first, flow.first);
  }
  if (from < 0) from = first;
  for (let second = from; second < to; second += 1)
    addSecond(sli.seconds, second, combined(sli, flows, second));
}

function combined(
  sli: Sli,
  flows: ReadonlyMap<string, FlowSeconds>,
  second: number,
): { offered: number; good: number } | undefined {
  const total = { offered: 0, good: 0 };
  for (const id of sli.counts) {
    const flow = flows.get(id);
    if (flow === undefined || !isComplete(flow, second, second + 1)) return undefined;
    total.offered += sumOf(flow, "offered", second, second + 1);
    total.good += sumOf(flow, "good", second, second + 1);
  }
  return total;
}

/**
 * Success in percent over the seconds [from, to); undefined when they are incomplete or nothing was
 * offered in them.
 */
export function success(sli: Sli, from: number, to: number): number | undefined {
  if (!isComplete(sli.seconds, from, to)) return undefined;
  const offered = sumOf(sli.seconds, "offered", from, to);
  return offered === 0 ? undefined : (100 * sumOf(sli.seconds, "good", from, to)) / offered;
}

/**
 * Is the SLI below its objective over [from, to)? Seconds without requests affect no one: they are
 * not below.
 */
export function isBelow(sli: Sli, from: number, to: number): boolean {
  const share = success(sli, from, to);
  return share !== undefined && share < sli.objective - tolerance;
}
/** Percent: room for the rounding of 100 × good / offered, far under one request in a million. */
const tolerance = 1e-9;

/**
 * How long the slowest answer of a second took among all flows that count, milliseconds; Infinity
 * where a flow's second is not known.
 */
export function slowestAnswer(
  slis: readonly Sli[],
  flows: ReadonlyMap<string, FlowSeconds>,
  second: number,
): number {
  const counted = slis.flatMap(({ counts }) => counts).map((id) => flows.get(id));
  return Math.max(
    0,
    ...counted.map((flow) =>
      flow !== undefined && isComplete(flow, second, second + 1)
        ? sumOf(flow, "max", second, second + 1)
        : Number.POSITIVE_INFINITY,
    ),
  );
}

/** The seconds [first, next) that every SLI has delivered; empty before that. */
export function commonSeconds(slis: readonly Sli[]): { first: number; next: number } {
  let first = 0;
  let next = slis.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  for (const { seconds } of slis) {
    if (seconds.first < 0) return { first: 0, next: 0 };
    first = Math.max(first, seconds.first);
    next = Math.min(next, seconds.next);
  }
  return { first, next };
}
