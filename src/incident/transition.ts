import type { DeclaredState } from "../event/incident.ts";

/** The state of the people's side of an incident; `none` before anything was noticed. */
export type IncidentStep = DeclaredState | "none";

/**
 * Where each state may lead. Steps may be skipped forwards, because people under pressure skip them
 * and the journal must say what happened: a fix before the command is taken is a mitigation
 * all the same.
 */
export const transitions: Readonly<Record<IncidentStep, readonly DeclaredState[]>> = {
  none: ["observed", "declared"],
  observed: ["declared", "false-alarm"],
  declared: ["acknowledged", "diagnosing", "mitigating", "mitigated", "false-alarm", "merged"],
  acknowledged: ["mobilised", "diagnosing", "mitigating", "mitigated", "false-alarm", "merged"],
  mobilised: ["diagnosing", "mitigating", "mitigated", "false-alarm", "merged"],
  diagnosing: ["mitigating", "mitigated", "false-alarm", "merged"],
  mitigating: ["diagnosing", "mitigated", "merged"],
  mitigated: ["monitoring", "mitigating", "resolved", "merged"],
  monitoring: ["mitigating", "resolved", "merged"],
  resolved: ["reviewing", "reopened"],
  reviewing: ["verified", "reopened"],
  verified: ["closed", "reopened"],
  closed: ["reopened"],
  "false-alarm": ["reopened", "declared"],
  merged: [],
  reopened: ["acknowledged", "diagnosing", "mitigating", "mitigated", "false-alarm", "merged"],
};

/** Whether one state may follow another. */
export function mayFollow(from: IncidentStep, to: DeclaredState): boolean {
  return transitions[from].includes(to);
}

/**
 * States in which people are at work on a declared incident, so that levels, roles and updates make
 * sense.
 */
export const openStates: ReadonlySet<IncidentStep> = new Set<IncidentStep>([
  "declared",
  "acknowledged",
  "mobilised",
  "diagnosing",
  "mitigating",
  "mitigated",
  "monitoring",
  "reopened",
]);

/** Open states before anyone has called it mitigated: the clock runs. */
export const unmitigatedStates: ReadonlySet<IncidentStep> = new Set<IncidentStep>([
  "declared",
  "acknowledged",
  "mobilised",
  "diagnosing",
  "mitigating",
  "reopened",
]);
