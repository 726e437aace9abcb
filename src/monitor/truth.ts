/**
 * The truth machine: `armed → active → detectable → contained → cleared`, with `recurred` after
 * `contained`. `detectable` may be left out (nothing could have alerted), and `cleared` may come
 * before `contained` (users return after the fault).
 */
import type { EventInput, GamedayEvent } from "../event/event.ts";
import type { TruthState } from "../event/truth.ts";
import type { ActionInput } from "./action.ts";
import { couldAlert } from "./alert.ts";
import { newestBin } from "./cause.ts";
import { findContained } from "./contained.ts";
import { findRecurrence } from "./recurrence.ts";
import { commonSeconds, isBelow } from "./sli.ts";
import { healSecond, type LiveMonitor, type MonitorState } from "./state.ts";

/** Takes in what was concluded before. */
export function observeTruth(of: MonitorState, event: GamedayEvent): void {
  const { truth } = of;
  if (event.type === "impact.started") {
    truth.impactSecond ??= event.data.second;
    truth.scan = Math.max(truth.scan, event.data.second + 1);
  }
  if (event.type !== "truth.changed") return;
  const second = Math.floor(event.at / 1_000);
  const { state, by } = event.data;
  // Users may be back, or hurt again, after the fault is gone: `cleared` is remembered beside the
  // state of the users.
  if (state === "cleared") truth.cleared = true;
  truth.state = state;
  if (state === "contained") of.containedAtMs = event.at;
  if (state === "recurred") of.containedAtMs = undefined;
  if (state === "contained") Object.assign(truth, { by, containedSecond: second, scan: second });
  if (state === "recurred")
    Object.assign(truth, {
      by: undefined,
      recurredSecond: second,
      containedSecond: undefined,
      scan: second + 1,
    });
}

/**
 * Are the users back, as far as truth knows? True from the moment that a hold was over until it is
 * broken.
 */
export function isContained(state: MonitorState): boolean {
  return state.truth.containedSecond !== undefined;
}

/** What the truth machine says next; `actions` are those detected at this very moment. */
export function concludeTruth(
  state: LiveMonitor,
  exMs: number,
  actions: readonly ActionInput[],
): EventInput[] {
  return [...begin(state, exMs), ...users(state, actions), ...clear(state)];
}

function begin(state: LiveMonitor, exMs: number): EventInput[] {
  const inputs: EventInput[] = [];
  const { truth } = state;
  const [firstArmed] = state.faults.values();
  if (firstArmed === undefined) return inputs;
  if (truth.state === undefined)
    inputs.push(changed("armed", firstArmed.armedAt, "a fault is ready", firstArmed.armedSeq));
  if (state.firstFaultAt === undefined) return inputs;
  if (truth.state === undefined || truth.state === "armed") {
    const applied = [...state.faults.values()].find(({ appliedAt }) => appliedAt !== undefined);
    const cause =
      applied?.appliedSeq ?? (truth.impactSecond === undefined ? undefined : firstArmed.armedSeq);
    if (cause !== undefined)
      inputs.push(
        changed(
          "active",
          state.firstFaultAt,
          applied === undefined
            ? "users are affected while the first fault is being applied"
            : "the first fault is applied",
          cause,
        ),
      );
  }
  if (truth.state !== "active") return inputs;
  const alert = couldAlert(state, exMs);
  if (alert !== undefined)
    inputs.push(changed("detectable", exMs, `what the alert "${alert}" waits for is there`));
  else if (Object.keys(state.scenario.alerts).length === 0 && truth.impactSecond !== undefined) {
    inputs.push(
      changed(
        "detectable",
        truth.impactSecond * 1_000,
        "an SLI is below its objective, and there is no alert to look at it",
      ),
    );
  }
  return inputs;
}

function users(state: LiveMonitor, actions: readonly ActionInput[]): EventInput[] {
  const { truth } = state;
  if (state.firstFaultAt === undefined) return [];
  if (truth.impactSecond === undefined) return findImpact(state);
  // A machine that was not active yet says so first; the rest comes in its next step.
  if (truth.state === undefined || truth.state === "armed") return [];
  if (truth.containedSecond !== undefined) {
    const break_ = findRecurrence(state);
    return break_ === undefined
      ? []
      : [changed("recurred", break_.second * 1_000, break_.detail, newestBin(state, break_.slis))];
  }
  const contained = findContained(state, actions);
  if (contained === undefined) return [];
  return [
    {
      type: "truth.changed",
      sees: "truth",
      at: contained.second * 1_000,
      data: { state: "contained", by: contained.by, detail: contained.detail },
    },
  ];
}

/** The first second since the first fault in which an SLI is below its objective. */
function findImpact(state: LiveMonitor): EventInput[] {
  const { first, next } = commonSeconds(state.slis);
  const to = Math.min(next, healSecond(state));
  for (let second = Math.max(first, state.truth.scan); second < to; second += 1) {
    const slis = state.slis.filter((sli) => isBelow(sli, second, second + 1)).map(({ id }) => id);
    state.truth.scan = second;
    if (slis.length === 0) continue;
    const cause = newestBin(state, slis);
    return [
      {
        type: "impact.started",
        sees: "truth",
        at: second * 1_000,
        ...(cause !== undefined && { cause }),
        data: { second, slis },
      },
    ];
  }
  return [];
}

/** All faults are gone: every planned one, or after healing began every one that was applied. */
function clear(state: MonitorState): EventInput[] {
  if (
    state.truth.cleared ||
    state.firstFaultAt === undefined ||
    state.truth.state === undefined ||
    state.truth.state === "armed"
  )
    return [];
  let applied = 0;
  let last = { at: 0, seq: -1 };
  for (const { appliedAt, endedAt, endedSeq } of state.faults.values()) {
    if (appliedAt === undefined) continue;
    if (endedAt === undefined) return [];
    applied += 1;
    if (endedAt >= last.at) last = { at: endedAt, seq: endedSeq };
  }
  if (applied < state.plannedFaults && state.healAt === undefined) return [];
  return [
    changed(
      "cleared",
      last.at,
      applied === 1 ? "the fault is gone" : `all ${applied} faults are gone`,
      last.seq,
    ),
  ];
}

function changed(to: TruthState, at: number, detail: string, cause?: number): EventInput {
  return {
    type: "truth.changed",
    sees: "truth",
    at,
    ...(cause !== undefined && cause >= 0 && { cause }),
    data: { state: to, detail },
  };
}
