/**
 * What a Test is judged by: stretches of time, second by second, in which the users must not lose
 * more than the objectives allow. The engine's gate and the verdict both ask here, so that they
 * cannot differ.
 */
import type { ResolvedPredicate, ResolvedScenario } from "../plan/plan.ts";
import { asksObjectives } from "../plan/promise.ts";
import { heldFor } from "./predicate.ts";
import { isComplete, sumOf } from "./seconds.ts";
import { commonSeconds, isBelow, success, type Sli } from "./sli.ts";
import type { FaultFold, MonitorState } from "./state.ts";

/** One SLI over one window. Counts are requests by their scheduled second. */
export interface JudgedSli {
  readonly sli: string;
  readonly service: string;
  /** Percent. */
  readonly objective: number;
  readonly offered: number;
  readonly good: number;
  /** Percent; null when nothing was offered. */
  readonly success: number | null;
  /** Offered in the seconds in which the fault worked. */
  readonly offeredWhileActing: number;
  /** Seconds of the window without a measurement; a second in which nothing was due is measured. */
  readonly unmeasuredSeconds: number;
  readonly inside: boolean;
}

export type Held = "held" | "broken" | "unmeasured" | "no-traffic";

/** A stretch of exercise time that a Test is judged by. */
export interface JudgedWindow {
  /**
   * One fault; all of them, first to last; or the whole time from the first fault until the play
   * ended.
   */
  readonly of: "fault" | "all" | "play";
  /** The fault's id; null for the others. */
  readonly fault: string | null;
  readonly fromSecond: number;
  readonly toSecond: number;
  /** How long faults worked in it, milliseconds. */
  readonly actedMs: number;
  readonly slis: readonly JudgedSli[];
  readonly held: Held;
}

export type MustHold = NonNullable<ResolvedScenario["mustHold"]>;

/**
 * The windows of a Test so far. A fault's own begins when it begins to act (it is armed: whatever
 * applying it does to the users counts) and lasts until it is gone, or for `mustHold.for` when that
 * is longer. `endMs`: when the play ended, exercise milliseconds; undefined while it goes on, and
 * then there is no window over all of it.
 */
export function judgedWindows(
  state: MonitorState,
  mustHold: MustHold,
  endMs: number | undefined,
): readonly JudgedWindow[] {
  const last = endMs ?? Number.POSITIVE_INFINITY;
  const faults = [...state.faults].map(([id, fault]) => ({
    id,
    ...stretchOf(fault, mustHold.for, last),
  }));
  const [first] = faults;
  if (first === undefined || faults.some(({ toMs }) => !Number.isFinite(toMs))) return [];
  const judge = windowJudge(state, mustHold.expect);
  const own = faults.map(({ id, ...stretch }) => judge("fault", id, stretch));
  const all = {
    // Requests that were under way when the first fault came are part of what it did.
    fromMs: Math.min(first.fromMs, first.inFlightFromMs),
    actingToMs: Math.max(...faults.map(({ actingToMs }) => actingToMs)),
    toMs: Math.max(...faults.map(({ toMs }) => toMs)),
    actedMs: faults.reduce((sum, { actedMs }) => sum + actedMs, 0),
  };
  // What is still under way when everything ends is no measurement.
  const lastSecond = Math.min(Math.floor(last / 1_000), commonSeconds(state.slis).next);
  const play =
    endMs === undefined
      ? []
      : [judge("play", null, { ...all, toMs: Math.max(all.toMs, lastSecond * 1_000) })];
  return [...own, judge("all", null, all), ...play];
}

interface Stretch {
  readonly fromMs: number;
  readonly actingToMs: number;
  readonly toMs: number;
  readonly actedMs: number;
}

function stretchOf(
  fault: FaultFold,
  holdMs: number,
  lastMs: number,
): Stretch & { readonly inFlightFromMs: number } {
  const fromMs = fault.armedAt;
  const endMs = fault.spentAt ?? fault.endedAt ?? lastMs;
  const actingToMs = Math.min(endMs, fault.leaseEndsAt ?? endMs);
  return {
    fromMs,
    inFlightFromMs: fault.inFlightFrom * 1_000,
    actingToMs,
    toMs: Math.max(endMs, fromMs + holdMs),
    actedMs: Math.max(0, actingToMs - fromMs),
  };
}

function windowJudge(
  state: MonitorState,
  expect: ResolvedPredicate,
): (of: JudgedWindow["of"], fault: string | null, stretch: Stretch) => JudgedWindow {
  const objectives = asksObjectives(expect);
  const kept = (
    of: JudgedWindow["of"],
    slis: readonly JudgedSli[],
    fromMs: number,
    toMs: number,
  ): boolean | undefined =>
    // What was promised for the time of the faults says nothing about the time after them; the
    // objectives always hold.
    of === "play"
      ? !objectives || slis.every(({ inside }) => inside)
      : promised(state, expect, fromMs, toMs);
  return (of, fault, { fromMs, toMs, actingToMs, actedMs }) => {
    const [fromSecond, toSecond] = [Math.floor(fromMs / 1_000), Math.ceil(toMs / 1_000)];
    const acting = Math.max(fromSecond + 1, Math.ceil(actingToMs / 1_000));
    const slis = state.slis.map((sli) => judgedSli(sli, fromSecond, toSecond, acting));
    return {
      of,
      fault,
      fromSecond,
      toSecond,
      actedMs,
      slis,
      held: heldOf(of, slis, () => kept(of, slis, fromMs, toMs)),
    };
  };
}

function judgedSli(sli: Sli, from: number, to: number, acting: number): JudgedSli {
  const offered = sumOf(sli.seconds, "offered", from, to);
  const good = sumOf(sli.seconds, "good", from, to);
  return {
    sli: sli.id,
    service: sli.service,
    objective: sli.objective,
    offered,
    good,
    success: offered === 0 ? null : (100 * good) / offered,
    offeredWhileActing: sumOf(sli.seconds, "offered", from, acting),
    unmeasuredSeconds: unmeasured(sli, from, to),
    inside: success(sli, from, to) !== undefined && !isBelow(sli, from, to),
  };
}

function unmeasured(sli: Sli, from: number, to: number): number {
  let count = 0;
  for (let second = from; second < to; second += 1)
    if (!isComplete(sli.seconds, second, second + 1)) count += 1;
  return count;
}

/** The order matters: what was not seen, or not asked for, is neither held nor broken. */
function heldOf(
  of: JudgedWindow["of"],
  slis: readonly JudgedSli[],
  promise: () => boolean | undefined,
): Held {
  if (slis.some(({ unmeasuredSeconds }) => unmeasuredSeconds > 0)) return "unmeasured";
  if (of === "fault" && slis.some(({ offeredWhileActing }) => offeredWhileActing === 0))
    return "no-traffic";
  const kept = promise();
  if (kept === undefined) return "unmeasured";
  return kept ? "held" : "broken";
}

/**
 * Did what was promised hold, unbroken, from one moment to another? Undefined when that was not
 * seen.
 */
function promised(
  state: MonitorState,
  expect: ResolvedPredicate,
  fromMs: number,
  toMs: number,
): boolean | undefined {
  const end = Math.ceil(toMs / 1_000) * 1_000;
  return heldFor(expect, end - Math.floor(fromMs / 1_000) * 1_000, state, end);
}
