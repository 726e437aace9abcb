import type { EventData, GamedayEvent } from "../event/event.ts";
import { noRequests, outcomes, type LoadBin, type Requests } from "../event/load.ts";
import type { Plan } from "../plan/plan.ts";
import { leftOut } from "../monitor/left-out.ts";
import { hurtUsers, type HurtUsers } from "./users.ts";

/**
 * So much of the judged requests may leave late, or not at all, before a verdict is unknown: 1 in
 * 100.
 */
export const tolerated = 0.01;

/** One flow over the whole play, and how punctual its generator was. */
export interface FlowRecord extends Requests {
  readonly flow: string;
  /** Some SLI counts it. */
  readonly counted: boolean;
  readonly usersHurt: number;
  /**
   * A tenth of the journey's shortest timeout, milliseconds; null for an unknown journey or a
   * script. Requests that leave later are the generator's fault.
   */
  readonly lateLimitMs: number | null;
  readonly worstLateP99Ms: number;
  readonly seconds: number;
  /**
   * Seconds whose 99th percentile of lateness was over the limit, and the requests offered in them.
   */
  readonly lateSeconds: number;
  readonly lateOffered: number;
}

export interface LoadRecord {
  readonly driver: string | null;
  readonly flows: readonly FlowRecord[];
  /**
   * Seconds in which a counted flow left so late that a short fault may have been over: 99th
   * percentile, milliseconds.
   */
  readonly late: readonly { readonly flow: string; readonly second: number; readonly ms: number }[];
  /** Thresholds of users' own k6 scripts. */
  readonly thresholds: readonly EventData["load.threshold"][];
  /** How many seconds of flows left late, as the journal says. */
  readonly saturated: number;
}

/** Less is lateness that no fault is too short for. Milliseconds. */
const tellLateMs = 25;

type Open = { -readonly [K in keyof FlowRecord]: FlowRecord[K] };

/** Collects the load: what was asked for and what became of it, until the play ended. */
export function loadRecord(plan: Plan): {
  take(event: GamedayEvent): void;
  done(): LoadRecord;
  readonly hurt: HurtUsers;
} {
  const flows = new Map<string, Open>();
  const hurt = hurtUsers(plan);
  const counted = new Set(Object.values(plan.scenario.slis).flatMap(({ counts }) => counts));
  let driver: string | null = null;
  const thresholds: EventData["load.threshold"][] = [];
  let saturated = 0;
  let endSecond = Number.POSITIVE_INFINITY;
  const skipped = new Set<number>();
  const late: LoadRecord["late"][number][] = [];
  const takeBin = (bin: LoadBin): void => {
    let flow = flows.get(bin.flow);
    if (flow === undefined)
      flows.set(
        bin.flow,
        (flow = empty(bin.flow, counted.has(bin.flow), lateLimit(plan, bin.flow))),
      );
    for (const outcome of outcomes) flow[outcome] += bin[outcome];
    flow.usersHurt += bin.newlyHurt;
    hurt.take(bin);
    flow.seconds += 1;
    if (flow.counted && bin.lateP99 >= tellLateMs)
      late.push({ flow: bin.flow, second: bin.second, ms: bin.lateP99 });
    flow.worstLateP99Ms = Math.max(flow.worstLateP99Ms, bin.lateP99);
    if (flow.lateLimitMs === null || bin.lateP99 <= flow.lateLimitMs) return;
    flow.lateSeconds += 1;
    flow.lateOffered += bin.offered;
  };
  const take = (event: GamedayEvent): void => {
    // A bin is complete when its last request is: one of the play may come after the play.
    if (
      event.type === "load.bin" &&
      event.data.second < endSecond &&
      !skipped.has(event.data.second)
    )
      takeBin(event.data);
    if (event.type === "drill.resumed") for (const second of leftOut(event)) skipped.add(second);
    if (event.type === "load.started") driver = event.data.driver;
    if (event.type === "load.threshold") thresholds.push(event.data);
    if (event.type === "load.saturated") saturated += 1;
    if (
      event.type === "heal.started" ||
      event.type === "drill.ended" ||
      (event.type === "drill.phase" && event.data.phase === "heal")
    )
      endSecond = Math.min(endSecond, Math.floor(event.at / 1_000));
  };
  return {
    take,
    hurt,
    done: () => ({ driver, saturated, thresholds, late, flows: [...flows.values()] }),
  };
}

function empty(flow: string, counted: boolean, lateLimitMs: number | null): Open {
  return {
    flow,
    counted,
    ...noRequests,
    usersHurt: 0,
    lateLimitMs,
    worstLateP99Ms: 0,
    seconds: 0,
    lateSeconds: 0,
    lateOffered: 0,
  };
}

/** Flows that a fault adds name their journey in its parameters. */
function lateLimit(plan: Plan, flow: string): number | null {
  const given = plan.faults.find(({ id }) => id === flow)?.with["journey"];
  const journey =
    plan.scenario.load.flows[flow]?.journey ?? (typeof given === "string" ? given : undefined);
  const steps = journey === undefined ? [] : (plan.scenario.load.journeys[journey]?.steps ?? []);
  return steps.length === 0 ? null : Math.min(...steps.map(({ timeout }) => timeout)) / 10;
}
