/**
 * What monitoring sees and what is true, folded from the journal: live in the engine, and again
 * by any reader that reads a journal later. Samples and bins go in by `observe`; what follows from
 * them now comes out of `conclude` and is observed in its turn, so nothing is said twice. All times
 * are exercise time; truth is worked out in bins of one second, so a moment of truth is exact to
 * one bin (± 1 s against an outside clock).
 */
import { monitorActor } from "../event/actor.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import type { Plan, ResolvedScenario } from "../plan/plan.ts";
import { resolveScenario } from "../plan/resolve.ts";
import { concludeActions } from "./action.ts";
import { concludeAlerts } from "./alert.ts";
import { advanceBreach } from "./breach.ts";
import { addState, emptyComponent, type ComponentState } from "./component.ts";
import { leftOut } from "./left-out.ts";
import { concludeSending, observeSending } from "./sending.ts";
import { concludeRetired } from "./retire.ts";
import { addSample } from "./signal.ts";
import { addBin, advance, commonSeconds } from "./sli.ts";
import {
  emptyState,
  setWaits,
  type FaultFold,
  type LiveMonitor,
  type MonitorState,
} from "./state.ts";
import { concludeTruth, observeTruth } from "./truth.ts";

export type { LiveMonitor, MonitorState } from "./state.ts";

/** The state before the first event, for readers of a journal. */
export function initialMonitor(plan: Plan): MonitorState {
  return emptyState(plan, plan.scenario);
}

/** The same for the engine, which draws conclusions while the drill runs. */
export function liveMonitor(plan: Plan, scenario: ResolvedScenario): LiveMonitor {
  return { ...emptyState(plan, scenario), scenario };
}

/** Takes in one event, in journal order. Changes the state in place and returns it. */
export function observe<State extends MonitorState>(state: State, event: GamedayEvent): State {
  observeSending(state.sending, event);
  switch (event.type) {
    case "load.bin":
      addBin(state.flows, event.data, state.leftOut.has(event.data.second));
      state.flowSeq.set(event.data.flow, event.seq);
      for (const sli of state.slis)
        if (sli.counts.includes(event.data.flow)) advance(sli, state.flows);
      advanceBreach(state);
      break;
    case "probe.sample": {
      const samples = state.signals.get(event.data.signal);
      if (samples !== undefined)
        addSample(
          samples,
          event.at,
          event.data.error === undefined ? event.data.value : null,
          event.seq,
        );
      break;
    }
    case "component.state":
      observeComponent(state, event.data.component, event.data.state, event.at);
      break;
    case "plan.resolved":
      setWaits(state, resolveScenario(state.plan, event.data.values));
      break;
    case "drill.phase":
      state.phase = event.data.phase;
      if (event.data.phase === "heal") state.healAt ??= event.at;
      break;
    case "heal.started":
      state.healAt ??= event.at;
      break;
    case "change.seen":
      state.changes.push({ ...event.data, at: event.at });
      break;
    case "drill.resumed":
      for (const second of leftOut(event)) state.leftOut.add(second);
      break;
    default:
      observeFault(state, event);
      observeSaid(state, event);
      observeTruth(state, event);
  }
  return state;
}

/**
 * What follows now: truth changes, detected actions, alerts and pages. Observe what was recorded
 * before asking again; then the same moment concludes nothing twice. One step of the truth machine
 * at a time.
 */
export function conclude(state: LiveMonitor, exMs: number): EventInput[] {
  const actions = concludeActions(state, exMs);
  const retired = concludeRetired(state, exMs, actions);
  const truth = concludeTruth(state, exMs, actions);
  const alerts = concludeAlerts(state, exMs);
  const sending = concludeSending(state.sending, exMs);
  // Asked every tick, and nearly always there is nothing to say.
  if (truth.length + actions.length + alerts.length + sending.length === 0) return [];
  return [...sending, ...truth, ...actions, ...retired, ...alerts].map((input) => ({
    by: monitorActor,
    ...input,
  }));
}

function observeComponent(state: MonitorState, id: string, told: ComponentState, at: number): void {
  let byFault = false;
  if (told === "stopped" || told === "exited") {
    for (const fault of state.faults.values()) {
      if (!fault.takesDown || fault.endedAt !== undefined || fault.tookDown.has(id)) continue;
      if (id !== fault.target && !id.startsWith(`${fault.target}/`)) continue;
      fault.tookDown.add(id);
      byFault = true;
    }
  }
  let component = state.components.get(id);
  if (component === undefined) state.components.set(id, (component = emptyComponent()));
  addState(component, told, at, byFault);
}

function observeFault(state: MonitorState, event: GamedayEvent): void {
  if (event.type === "fault.armed") {
    state.faults.set(event.data.id, armed(event, commonSeconds(state.slis).next));
    // Applying may last, and may be what hurts: a restart is an outage from its first moment on.
    state.firstFaultAt ??= event.at;
    state.truth.scan = Math.max(state.truth.scan, Math.floor(state.firstFaultAt / 1_000));
  }
  if (
    event.type !== "fault.applied" &&
    event.type !== "fault.spent" &&
    event.type !== "fault.undone"
  )
    return;
  const fault = state.faults.get(event.data.id);
  if (fault === undefined) return;
  if (event.type === "fault.applied") {
    fault.appliedAt ??= event.at;
    fault.leaseEndsAt ??= fault.leaseMs === undefined ? undefined : event.at + fault.leaseMs;
    fault.appliedSeq = event.seq;
  } else if (event.type === "fault.spent") {
    fault.spentAt ??= event.at;
  } else if (event.data.ok) {
    fault.endedAt ??= event.at;
    fault.endedSeq = event.seq;
  }
}

function armed(
  event: Extract<GamedayEvent, { type: "fault.armed" }>,
  inFlightFrom: number,
): FaultFold {
  const takesDown = event.data.undo.do === "start";
  return {
    target: event.data.target,
    takesDown,
    tookDown: new Set(),
    armedAt: event.at,
    armedSeq: event.seq,
    inFlightFrom: Math.min(inFlightFrom, Math.floor(event.at / 1_000)),
    leaseMs: event.data.leaseMs,
    leaseEndsAt: undefined,
    spentAt: undefined,
    appliedAt: undefined,
    appliedSeq: -1,
    endedAt: undefined,
    endedSeq: -1,
  };
}

function observeSaid(state: MonitorState, event: GamedayEvent): void {
  if (event.type === "alert.fired" && !state.firing.has(event.data.alert))
    state.firing.set(event.data.alert, event.at);
  if (event.type === "evidence.proved" || event.type === "evidence.retired")
    state.closed.add(event.data.evidence);
  if (event.type === "alert.cleared") state.firing.delete(event.data.alert);
  if (event.type === "action.detected" && !state.detected.has(event.data.mitigation)) {
    state.detected.set(event.data.mitigation, { kind: event.data.kind, at: event.at });
  }
}
