import type { ContainedBy } from "../event/truth.ts";
import { formatDuration } from "../kernel/duration.ts";
import type { ActionInput } from "./action.ts";
import { curesOf, stillHolds, wasInTime, wasRepaired, whileFaultActs } from "./deed.ts";
import { sumOf } from "./seconds.ts";
import { commonSeconds, isBelow, success } from "./sli.ts";
import type { LiveMonitor, MonitorState } from "./state.ts";

export interface Contained {
  /** The bin in which service was restored: the first of the hold. */
  readonly second: number;
  readonly by: ContainedBy;
  readonly detail: string;
}

/**
 * The first bin b since the impact (or the recurrence) of which is true: bin b and those after it
 * up to the hold's end are complete, bin b is good, and over the whole hold every SLI is inside its
 * objective. A bin is good when no SLI is below in it and there were requests; a second
 * without requests proves nothing, so no hold begins with it.
 */
export function findContained(
  state: LiveMonitor,
  actions: readonly ActionInput[],
): Contained | undefined {
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
 * Could users turn out to be back already? True while a hold that has begun is not over and has not
 * been broken: to end the drill now is to wait, a hold's length at most.
 */
export function isHoldRunning(state: MonitorState): boolean {
  const { truth } = state;
  if (truth.impactSecond === undefined || truth.containedSecond !== undefined) return false;
  const { first, next } = commonSeconds(state.slis);
  for (
    let second = Math.max(first, truth.scan, next - state.holdSeconds);
    second < next;
    second += 1
  ) {
    if (isGood(state, second) && state.slis.every((sli) => !isBelow(sli, second, next)))
      return true;
  }
  return false;
}

/** No SLI is below in this second, and there were requests. */
export function isGood(state: Pick<MonitorState, "slis">, second: number): boolean {
  let asked = false;
  for (const sli of state.slis) {
    if (isBelow(sli, second, second + 1)) return false;
    asked ||= sumOf(sli.seconds, "offered", second, second + 1) > 0;
  }
  return asked;
}

function isHold(state: MonitorState, from: number): boolean {
  const to = from + state.holdSeconds;
  // `success` is undefined for an incomplete hold and for one without requests:
  // neither is proof.
  return state.slis.every((sli) => success(sli, from, to) !== undefined && !isBelow(sli, from, to));
}

/**
 * By the players, if a deed is on record; by itself, if none is; unless the service was restored
 * because a fault ended. An end explains a recovery when it came within one hold before the bin, or
 * so shortly after that waiting requests lived to see it; then only a cure that was verified by
 * then and still held counts. When all faults ended longer ago and users still suffered (a
 * metastable failure), a cure verified since users were last affected, or holding still, counts. A
 * fault whose effect is over neither acts nor ends: what follows it is players' work or the
 * system's own.
 */
function whoHelped(
  state: LiveMonitor,
  second: number,
  actions: readonly ActionInput[],
): ContainedBy {
  const cures = curesOf(state, actions);
  const { end, active, lasting } = endsBefore(state, second);
  if (end === undefined && active) return whileFaultActs(state, second, cures);
  const affectedAt = (state.truth.recurredSecond ?? 0) * 1_000;
  const holdEnd = (second + state.holdSeconds) * 1_000;
  const counts = (cure: (typeof cures)[number]): boolean => {
    if (end !== undefined) return cure.at <= end && stillHolds(state, cure.id, end);
    return (
      wasInTime(state, cure, second) &&
      (cure.at >= affectedAt || stillHolds(state, cure.id, holdEnd))
    );
  };
  if (cures.some(counts)) return "players";
  return lasting ? "fault-ended" : "itself";
}

interface Ends {
  /** The first end that explains a recovery in the bin, exercise milliseconds. */
  readonly end: number | undefined;
  /** Does a fault act still? */
  readonly active: boolean;
  /** Was there one that lasts, and not only such as are over with their effect? */
  readonly lasting: boolean;
}

function endsBefore(state: LiveMonitor, second: number): Ends {
  const from = (second - state.holdSeconds) * 1_000;
  const to = (second + 1) * 1_000 + state.waitMs;
  let end: number | undefined;
  let [active, lasting] = [false, false];
  for (const { appliedAt, endedAt, leaseEndsAt, spentAt } of state.faults.values()) {
    if (appliedAt === undefined || appliedAt > to) continue;
    if (spentAt !== undefined && spentAt <= to && !wasRepaired(state, appliedAt, spentAt)) continue;
    lasting = true;
    // With a lease it may have ended before anybody wrote so: a command that hung reports it late.
    const ends = [endedAt, leaseEndsAt].filter((at) => at !== undefined && at <= to) as number[];
    if (ends.length === 0) active = true;
    for (const at of ends) if (at > from) end = Math.min(end ?? at, at);
  }
  return { end, active, lasting };
}

function describe(state: MonitorState, second: number): string {
  const shares = state.slis.map(
    (sli) => `${sli.service} ${percent(success(sli, second, second + state.holdSeconds) ?? 0)}`,
  );
  return `${shares.join(", ")} over ${formatDuration(state.holdSeconds * 1_000)}`;
}

const percent = (value: number): string => `${Math.floor(value * 100) / 100} %`;
