import type { ContainedBy } from "../event/truth.ts";
import { isComplete, sumOf } from "../monitor/seconds.ts";
import type { FlowSeconds, Sli } from "../monitor/sli.ts";
import type { MonitorState } from "../monitor/state.ts";
import type { HurtUsers } from "./users.ts";

/** A stretch in which users were affected, exercise seconds [from, to). */
export interface ImpactWindow {
  readonly fromSecond: number;
  readonly toSecond: number;
  /** Users were not back when the play ended. */
  readonly open: boolean;
  readonly endedBy: ContainedBy | null;
}

/**
 * What one service's users lost. `percentMinutes` is % loss × minutes: 0.2 % for 30 minutes is 6.
 */
export interface ServiceImpact {
  readonly sli: string;
  readonly service: string;
  /** Percent. */
  readonly objective: number;
  /**
   * Inside the impact windows; of a Test, over all of the time that it is judged by. So are the
   * next three.
   */
  readonly percentMinutes: number;
  readonly lost: number;
  readonly offered: number;
  /**
   * Mean loss inside the windows, percent; its worst second's success, percent, null without data.
   */
  readonly meanLoss: number;
  readonly worstSuccess: number | null;
  readonly secondsBelow: number;
  /** From the first measured second until the play ended. */
  readonly wholeDrill: {
    readonly percentMinutes: number;
    readonly lost: number;
    readonly offered: number;
  };
  /**
   * Users with a request that failed inside the windows; one affected in two flows of the service
   * counts once. Null when it is unknown who they were.
   */
  readonly usersHurt: number | null;
}

/** A flow that no SLI counts: shown, never mixed with the users' loss. */
export interface Collateral {
  readonly flow: string;
  readonly offered: number;
  readonly good: number;
  readonly rejected: number;
  /** Percent of those offered. */
  readonly rejectedShare: number;
}

export interface Impact {
  readonly windows: readonly ImpactWindow[];
  /** The windows' length together, milliseconds, and whether the last one is open. */
  readonly ms: number;
  readonly open: boolean;
  readonly services: readonly ServiceImpact[];
  /**
   * Each counted flow once. `percentMinutes` sums the services: loss that two of them share counts
   * twice; users count once.
   */
  readonly total: {
    readonly percentMinutes: number;
    readonly lost: number;
    readonly offered: number;
    readonly lostWholeDrill: number;
    readonly offeredWholeDrill: number;
    readonly usersHurt: number | null;
  };
  readonly collateral: readonly Collateral[];
}

/** Percent-minutes by service. */
export function impactByService({ services }: Impact): Readonly<Record<string, number>> {
  return Object.fromEntries(
    services.map(({ service, percentMinutes }) => [service, percentMinutes]),
  );
}

/** % loss × minutes of one service over [from, to): the sum over its seconds of the share lost. */
export function percentMinutes(sli: Pick<Sli, "seconds">, from: number, to: number): number {
  let percentSeconds = 0;
  for (
    let second = Math.max(from, sli.seconds.first);
    second < Math.min(to, sli.seconds.next);
    second += 1
  ) {
    const offered = sumOf(sli.seconds, "offered", second, second + 1);
    if (offered > 0)
      percentSeconds +=
        (100 * (offered - sumOf(sli.seconds, "good", second, second + 1))) / offered;
  }
  return percentSeconds / 60;
}

export interface ImpactRequest {
  /** When users were affected, as the truth has it. */
  readonly windows: readonly ImpactWindow[];
  /**
   * What figures are taken over: the windows of a Drill; of a Test all of the time that it is
   * judged by.
   */
  readonly counted: readonly Stretch[];
  /** The end of the play. */
  readonly endSecond: number;
  readonly hurt: HurtUsers;
}

/**
 * The impact of a drill, from its measured seconds. Users, requests and percent-minutes are counted
 * over the same time.
 */
export function impactOf(
  state: MonitorState,
  { windows, counted: stretches, endSecond, hurt }: ImpactRequest,
): Impact {
  const counted = [...new Set(state.slis.flatMap(({ counts }) => counts))];
  const services = state.slis.map((sli) => serviceImpact(sli, stretches, endSecond, hurt));
  const all = [{ fromSecond: 0, toSecond: endSecond }];
  return {
    windows,
    ms: windows.reduce((sum, { fromSecond, toSecond }) => sum + (toSecond - fromSecond) * 1_000, 0),
    open: windows.some(({ open }) => open),
    services,
    total: {
      percentMinutes: services.reduce((sum, service) => sum + service.percentMinutes, 0),
      ...lossOf(state.flows, counted, stretches),
      lostWholeDrill: lossOf(state.flows, counted, all).lost,
      offeredWholeDrill: lossOf(state.flows, counted, all).offered,
      usersHurt: hurt.in(counted, stretches),
    },
    collateral: [...state.flows]
      .filter(([flow]) => !counted.includes(flow))
      .map(([flow, seconds]) => collateralOf(flow, seconds, endSecond)),
  };
}

type Stretch = Pick<ImpactWindow, "fromSecond" | "toSecond">;

function serviceImpact(
  sli: Sli,
  windows: readonly Stretch[],
  endSecond: number,
  hurt: HurtUsers,
): ServiceImpact {
  const { seconds } = sli;
  const sum = (column: "offered" | "good"): number =>
    windows.reduce(
      (total, { fromSecond, toSecond }) => total + sumOf(seconds, column, fromSecond, toSecond),
      0,
    );
  const loss = windows.reduce(
    (total, { fromSecond, toSecond }) => total + percentMinutes(sli, fromSecond, toSecond),
    0,
  );
  const minutes = windows.reduce(
    (total, { fromSecond, toSecond }) => total + (toSecond - fromSecond) / 60,
    0,
  );
  const whole = {
    offered: sumOf(seconds, "offered", 0, endSecond),
    good: sumOf(seconds, "good", 0, endSecond),
  };
  return {
    sli: sli.id,
    service: sli.service,
    objective: sli.objective,
    percentMinutes: loss,
    lost: sum("offered") - sum("good"),
    offered: sum("offered"),
    meanLoss: minutes === 0 ? 0 : loss / minutes,
    ...worst(sli, windows),
    wholeDrill: {
      percentMinutes: percentMinutes(sli, 0, endSecond),
      lost: whole.offered - whole.good,
      offered: whole.offered,
    },
    usersHurt: hurt.in(sli.counts, windows),
  };
}

function worst(
  sli: Sli,
  windows: readonly Stretch[],
): { worstSuccess: number | null; secondsBelow: number } {
  let worstSuccess: number | null = null;
  let secondsBelow = 0;
  for (const { fromSecond, toSecond } of windows) {
    for (let second = fromSecond; second < toSecond; second += 1) {
      const offered = sumOf(sli.seconds, "offered", second, second + 1);
      if (offered === 0 || !isComplete(sli.seconds, second, second + 1)) continue;
      const success = (100 * sumOf(sli.seconds, "good", second, second + 1)) / offered;
      worstSuccess = Math.min(worstSuccess ?? 100, success);
      if (success < sli.objective) secondsBelow += 1;
    }
  }
  return { worstSuccess, secondsBelow };
}

function lossOf(
  flows: ReadonlyMap<string, FlowSeconds>,
  counted: readonly string[],
  windows: readonly Stretch[],
): { lost: number; offered: number } {
  let [lost, offered] = [0, 0];
  for (const id of counted) {
    const flow = flows.get(id);
    if (flow === undefined) continue;
    for (const { fromSecond, toSecond } of windows) {
      const inWindow = sumOf(flow, "offered", fromSecond, toSecond);
      offered += inWindow;
      lost += inWindow - sumOf(flow, "good", fromSecond, toSecond);
    }
  }
  return { lost, offered };
}

function collateralOf(flow: string, seconds: FlowSeconds, endSecond: number): Collateral {
  const offered = sumOf(seconds, "offered", 0, endSecond);
  const rejected = sumOf(seconds, "rejected", 0, endSecond);
  return {
    flow,
    offered,
    good: sumOf(seconds, "good", 0, endSecond),
    rejected,
    rejectedShare: offered === 0 ? 0 : (100 * rejected) / offered,
  };
}
