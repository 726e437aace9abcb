import type { ContainedBy } from "../event/event.ts";
import { formatDuration } from "../kernel/duration.ts";
import type { ActionInput } from "./action.ts";
import { holds } from "./predicate.ts";
import { sumOf } from "./seconds.ts";
import { commonSeconds, isBelow, success } from "./sli.ts";
import type { MonitorState } from "./state.ts";

export interface Contained {
  /** The bin in which users were back: the first of the hold. */
  readonly second: number;
  readonly by: ContainedBy;
  readonly detail: string;
}

/**
 * The first bin b since the impact (or the recurrence) of which is true: bin b and those after it up to the hold's end
 * are complete, bin b is good, and over the whole hold every SLI is inside its objective. A bin is good when no SLI is
 * below in it and somebody asked for something; a second without requests proves nothing, so no hold begins with it.
 */
export function findContained(state: MonitorState, actions: readonly ActionInput[]): Contained | undefined {
  const { first, next } = commonSeconds(state.slis);
  const { truth, holdSeconds } = state;
  for (let second = Math.max(first, truth.scan); second + holdSeconds <= next; second += 1) {
    truth.scan = second;
    if (!isGood(state, second) || !isHold(state, second)) continue;
    return { second, by: whoHelped(state, second, actions), detail: describe(state, second) };
  }
  return undefined;
}

/**
 * Could users turn out to be back already? True while a hold that has begun is not over and has not been broken: whoever
 * wants to end the play now should wait, a hold's length at most.
 */
export function isHoldRunning(state: MonitorState): boolean {
  const { truth } = state;
  if (truth.impactSecond === undefined || truth.containedSecond !== undefined) return false;
  const { first, next } = commonSeconds(state.slis);
  for (let second = Math.max(first, truth.scan, next - state.holdSeconds); second < next; second += 1) {
    if (isGood(state, second) && state.slis.every((sli) => !isBelow(sli, second, next))) return true;
  }
  return false;
}

function isGood(state: MonitorState, second: number): boolean {
  let asked = false;
  for (const sli of state.slis) {
    if (isBelow(sli, second, second + 1)) return false;
    asked ||= sumOf(sli.seconds, "offered", second, second + 1) > 0;
  }
  return asked;
}

function isHold(state: MonitorState, from: number): boolean {
  const to = from + state.holdSeconds;
  // `success` is undefined for an incomplete hold and for one in which nobody used the service: neither is proof.
  return state.slis.every((sli) => success(sli, from, to) !== undefined && !isBelow(sli, from, to));
}

/**
 * By the players, unless the users came back because a fault ended. An end explains a recovery when it came within one
 * hold before the bin, or so shortly after that waiting requests lived to see it; then only a cure that was verified by
 * then and still held counts. When all faults ended longer ago and users still suffered (a metastable failure), a cure
 * verified since the users were last hurt, or holding still, counts.
 */
function whoHelped(state: MonitorState, second: number, actions: readonly ActionInput[]): ContainedBy {
  const from = (second - state.holdSeconds) * 1_000;
  const to = (second + 1) * 1_000 + state.waitMs;
  let explains: number | undefined;
  let active = false;
  for (const { appliedAt, endedAt, leaseEndsAt } of state.faults.values()) {
    if (appliedAt === undefined || appliedAt > to) continue;
    // With a lease it may have ended before anybody wrote so: a command that hung tells it late.
    const ends = [endedAt, leaseEndsAt].filter((at) => at !== undefined && at <= to) as number[];
    if (ends.length === 0) active = true;
    for (const at of ends) if (at > from) explains = Math.min(explains ?? at, at);
  }
  if (explains === undefined && active) return "players";
  const hurtAt = (state.truth.recurredSecond ?? 0) * 1_000;
  const end = explains;
  const counts = ({ id, at }: Cure): boolean => {
    if (end !== undefined) return at <= end && stillHolds(state, id, end);
    const holdEnd = (second + state.holdSeconds) * 1_000;
    return at <= holdEnd + state.waitMs + 1_000 && (at >= hurtAt || stillHolds(state, id, holdEnd));
  };
  return cures(state, actions).some(counts) ? "players" : "fault-ended";
}

interface Cure {
  readonly id: string;
  /** When it was verified first, exercise milliseconds. */
  readonly at: number;
}

function cures(state: MonitorState, actions: readonly ActionInput[]): Cure[] {
  const known = [...state.detected].map(([id, { kind, at }]) => ({ id, kind, at }));
  const now = actions.map(({ data, at }) => ({ id: data.mitigation, kind: data.kind, at: at ?? 0 }));
  return [...known, ...now].filter(({ kind }) => kind === "correct" || kind === "partial");
}

/** A cure that was undone again before the fault ended did not bring the users back. */
function stillHolds(state: MonitorState, id: string, exMs: number): boolean {
  const verify = state.scenario.mitigations[id]?.verify;
  return verify !== undefined && holds(verify, state, exMs) !== false;
}

function describe(state: MonitorState, second: number): string {
  const shares = state.slis.map((sli) => `${sli.service} ${percent(success(sli, second, second + state.holdSeconds) ?? 0)}`);
  return `${shares.join(", ")} over ${formatDuration(state.holdSeconds * 1_000)}`;
}

const percent = (value: number): string => `${Math.floor(value * 100) / 100} %`;
