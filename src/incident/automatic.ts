/**
 * What the process does by itself as time passes: pure, asked again and again, and silent once
 * everything due has been recorded. State follows from what people did (a first proof means that
 * they diagnose); texts follow from levels, deadlines and silence.
 */
import type { EventInput } from "../event/event.ts";
import type { DeclaredState } from "../event/incident.ts";
import { severityOfFacts, type Facts } from "../org/facts.ts";
import { textsDue } from "./clockwork/schedule.ts";
import { exerciseDue } from "./exercise/due.ts";
import type { IncidentState } from "./incident.ts";
import { loopDue } from "./loop/due.ts";
import { severityOf } from "../org/profile.ts";
import { severityChange } from "./severity.ts";
import { mayFollow, openStates, unmitigatedStates, type IncidentStep } from "./transition.ts";
import { predicateText } from "./wording.ts";

export interface AutomationInput {
  /** Exercise milliseconds now. */
  readonly exMs: number;
  /** What has been measured. */
  readonly facts: Facts;
}

/** The events that are due now and not yet recorded. */
export function automation(state: IncidentState, input: AutomationInput): readonly EventInput[] {
  const due = [
    ...nextState(state),
    ...raise(state, input),
    ...loopDue(state, input.exMs),
    ...textsDue(state, input.exMs),
    ...exerciseDue(state, input.exMs),
  ];
  return due.length === 0 ? due : due.map((event) => ({ ...event, incident: state.id }));
}

/** At most one step at a time, so that each is legal from the incident's state. */
function nextState(state: IncidentState): readonly EventInput[] {
  const to = followingState(state);
  if (to === undefined || !mayFollow(state.state, to)) return [];
  const cause = to === "observed" && state.alertSeq !== undefined ? { cause: state.alertSeq } : {};
  return [{ type: "incident.state", data: { state: to }, ...cause }];
}

function followingState(state: IncidentState): DeclaredState | undefined {
  if (state.state === "none") return state.alertSeq === undefined ? undefined : "observed";
  if (state.state === "mitigated") return "monitoring";
  // What was done before an incident was opened again says nothing about the second time.
  if (!unmitigatedStates.has(state.state) || state.state === "reopened") return undefined;
  if ((state.acted || state.loop.toMitigate) && mayFollow(state.state, "mitigating"))
    return "mitigating";
  if (isInvestigated(state) && beforeDiagnosis.has(state.state)) return "diagnosing";
  return state.state === "acknowledged" && isMobilised(state) ? "mobilised" : undefined;
}

/** Something is proved or suspected, or someone has a task. */
function isInvestigated({ backpack, loop }: IncidentState): boolean {
  return backpack.proved.length > 0 || loop.hypotheses.length > 0 || loop.tasks.length > 0;
}

const beforeDiagnosis: ReadonlySet<IncidentStep> = new Set<IncidentStep>([
  "declared",
  "acknowledged",
  "mobilised",
]);

function isMobilised(state: IncidentState): boolean {
  const severity = severityOf(state.profile, state.level);
  return (
    severity !== undefined && severity.minCrew.every((role) => state.roles[role] !== undefined)
  );
}

/** What the facts say by the organisation's rows: each severity once, and only upwards. */
function raise(state: IncidentState, input: AutomationInput): readonly EventInput[] {
  if (!openStates.has(state.state)) return [];
  const found = severityOfFacts(state.profile, input.facts, state.timeScale);
  const from = severityOf(state.profile, state.level);
  const before = severityOf(state.profile, state.raisedTo);
  if (found === undefined || from === undefined) return [];
  const { severity: to, because } = found;
  if (to.rank >= Math.min(from.rank, before?.rank ?? from.rank)) return [];
  const why = predicateText(because, state.timeScale);
  return [severityChange(state, to, { exMs: input.exMs, why, automatic: true })];
}
