/** What the live view shows, folded from the events that its reader may see. */
import type { EventData, GamedayEvent } from "../event/event.ts";
import type { DeclaredState } from "../event/incident.ts";
import type { LoadBin } from "../event/load.ts";
import { labelOf } from "../org/profile.ts";
import { unmitigatedStates, type IncidentStep } from "../incident/transition.ts";
import type { Plan } from "../plan/plan.ts";
import { isSimulated } from "../plan/runtime-names.ts";
import { boardBin, boardKeys, initialBoard, type Board } from "./board.ts";
import { addFlow, type PendingSeconds } from "./flow-seconds.ts";
import { lineOf, settingOf, type Line } from "./line.ts";

export interface SliView {
  readonly id: string;
  readonly objective: number;
  /** Success in percent of the newest seconds, oldest first. */
  readonly recent: number[];
  lostPercentMinutes: number;
  belowSince: number | undefined;
}

export interface SignalView {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  value: number | string | null;
  readonly recent: number[];
}

export interface LiveState {
  readonly drill: string;
  readonly scenario: string;
  readonly runtime: string;
  readonly seed: string;
  readonly timeScale: number;
  /** Nothing real runs: there is nothing to open and no database to query. */
  readonly simulated: boolean;
  /** What the profile calls a severity. */
  readonly label: (severity: number) => string;
  phase: string;
  paused: boolean;
  /** The system must hold by itself: no one is on call. */
  readonly test: boolean;
  ex: number;
  level: number | undefined;
  name: string | undefined;
  incident: IncidentStep;
  /** When it was called mitigated: the clock stops there. */
  mitigatedEx: number | undefined;
  deadlineEx: number | null;
  declaredEx: number;
  /**
   * When the clock of the deadline started: a severity that keeps the older deadline keeps its clock.
   */
  clockFromEx: number;
  readonly roles: Map<string, string>;
  readonly slis: Map<string, SliView>;
  /** Signals that a dashboard would show; those for judging alone are left out. */
  readonly signals: Map<string, SignalView>;
  readonly board: Board;
  readonly log: { readonly ex: number; readonly line: Line; times: number }[];
  readonly pending: ReadonlyMap<string, PendingSeconds>;
  proved: number;
  fronts: string[];
}

const kept = 240;

export function initialLive(plan: Plan, drill: string): LiveState {
  const { scenario } = plan;
  return {
    drill,
    scenario: scenario.id,
    runtime: plan.runtime,
    seed: plan.seed,
    timeScale: plan.timeScale,
    simulated: isSimulated(plan.runtime),
    label: (severity) => labelOf(plan.organisation.profile, severity),
    phase: "up",
    paused: false,
    test: scenario.kind === "Test",
    ex: 0,
    level: undefined,
    name: undefined,
    incident: "none",
    mitigatedEx: undefined,
    deadlineEx: null,
    declaredEx: 0,
    clockFromEx: 0,
    roles: new Map(),
    slis: new Map(
      Object.entries(scenario.slis).map(([id, { objective }]) => [
        id,
        { id, objective, recent: [], lostPercentMinutes: 0, belowSince: undefined },
      ]),
    ),
    signals: new Map(
      Object.entries(scenario.signals)
        .filter(([, { show }]) => show)
        .map(([id, { title, unit }]) => [
          id,
          { id, title: title ?? id, unit, value: null, recent: [] },
        ]),
    ),
    board: initialBoard(scenario),
    log: [],
    pending: new Map(Object.keys(scenario.slis).map((id) => [id, new Map()])),
    proved: 0,
    fronts: [],
  };
}

/** Folds one event in place: the view is redrawn often, and no one else owns its state. */
export function see(state: LiveState, event: GamedayEvent, plan: Plan): void {
  state.ex = Math.max(state.ex, event.ex);
  const line = lineOf(event, settingOf(plan));
  if (line !== undefined) write(state, line, event.ex);
  switch (event.type) {
    case "drill.phase":
      state.phase = event.data.phase;
      break;
    case "drill.paused":
      state.paused = true;
      break;
    case "drill.resumed":
      state.paused = false;
      break;
    case "component.state":
      front(state, event.data, plan);
      break;
    case "load.bin":
      bin(state, event.data, plan);
      boardBin(state.board, event.data);
      break;
    case "probe.sample":
      signal(state, event.data.signal, event.data.value);
      boardKeys(state.board, event.data);
      break;
    case "incident.declared":
      state.level = event.data.level;
      state.name = event.data.name;
      state.deadlineEx = event.data.deadlineEx;
      state.declaredEx = event.at;
      state.clockFromEx = event.at;
      state.incident = "declared";
      break;
    case "incident.severity":
      state.level = event.data.to;
      if (event.data.deadlineEx !== state.deadlineEx) state.clockFromEx = event.at;
      state.deadlineEx = event.data.deadlineEx;
      break;
    case "incident.state":
      said(state, event.data.state, event.at);
      break;
    case "incident.assigned":
      state.roles.set(event.data.role, event.data.to);
      break;
    case "evidence.proved":
      state.proved += 1;
      break;
    default:
      break;
  }
}

/** A storm of the same words is one line with a count. */
function write(state: LiveState, line: Line, ex: number): void {
  const last = state.log.at(-1);
  if (last?.line.text === line.text && last.line.kind === line.kind) last.times += 1;
  else state.log.push({ ex, line, times: 1 });
  if (state.log.length > kept) state.log.shift();
}

/** Where people can open a component that has something to show. */
function front(state: LiveState, data: EventData["component.state"], plan: Plan): void {
  const component = plan.scenario.stack[data.component.split("/")[0] ?? ""];
  if (
    !state.simulated &&
    component !== undefined &&
    "front" in component &&
    component.front !== undefined &&
    data.port !== undefined
  )
    state.fronts.push(`${component.front} http://${data.address}:${data.port}/`);
}

function said(state: LiveState, incident: DeclaredState, ex: number): void {
  state.incident = incident;
  if (incident === "mitigated") state.mitigatedEx = ex;
  else if (unmitigatedStates.has(incident)) state.mitigatedEx = undefined;
}

function bin(state: LiveState, data: LoadBin, plan: Plan): void {
  for (const [id, { counts }] of Object.entries(plan.scenario.slis)) {
    if (!counts.includes(data.flow)) continue;
    const seconds = state.pending.get(id);
    const sli = state.slis.get(id);
    if (seconds === undefined || sli === undefined) continue;
    const whole = addFlow(seconds, data, counts.length);
    if (whole !== undefined && whole.offered > 0)
      success(sli, data.second, (100 * whole.good) / whole.offered);
  }
}

function success(sli: SliView, second: number, percent: number): void {
  sli.recent.push(percent);
  if (sli.recent.length > kept) sli.recent.shift();
  // Percent-minutes as the report counts them: loss in percent times minutes, one second at a time.
  // A player does not know when the fault came, so every second below the objective counts here.
  if (percent < sli.objective) sli.lostPercentMinutes += (100 - percent) / 60;
  if (percent >= sli.objective) sli.belowSince = undefined;
  else sli.belowSince ??= second;
}

function signal(state: LiveState, id: string, value: number | string | null): void {
  const view = state.signals.get(id);
  if (view === undefined) return;
  view.value = value;
  if (typeof value !== "number") return;
  view.recent.push(value);
  if (view.recent.length > kept) view.recent.shift();
}
