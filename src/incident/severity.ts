import type { EventInput } from "../event/event.ts";
import type { IncidentState } from "./incident.ts";
import { severityOf, type Severity } from "../org/profile.ts";

/** When a level entered now must be mitigated; exercise milliseconds, null without a target. */
export function deadlineOf(severity: Severity, exMs: number, timeScale: number): number | null {
  return severity.targetMs === null ? null : exMs + severity.targetMs / timeScale;
}

/**
 * The event of a change of level. An upgrade never moves the deadline back: it is the earlier of
 * the old one and the new level's. A downgrade keeps it, so that arguing wins no time.
 */
export function severityChange(
  state: IncidentState,
  to: Severity,
  change: { exMs: number; why: string; automatic: boolean },
): Extract<EventInput, { type: "incident.severity" }> {
  const from = severityOf(state.profile, state.level);
  if (from === undefined) throw new Error("severity: a change of level before any level");
  const fresh = deadlineOf(to, change.exMs, state.timeScale);
  const upgrade = to.rank < from.rank;
  const deadlineEx = upgrade ? earlier(state.deadlineEx, fresh) : state.deadlineEx;
  return {
    type: "incident.severity",
    data: { from: from.id, to: to.id, why: change.why, automatic: change.automatic, deadlineEx },
  };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** A severity to change to: the next graver one, or the next milder one from the gravest. */
export function otherLevel({ profile, level }: IncidentState): number {
  const from = severityOf(profile, level)?.rank ?? 0;
  const others = profile.severities.filter(({ id }) => id !== level);
  const graver = others.filter(({ rank }) => rank < from).toSorted((a, b) => b.rank - a.rank);
  const milder = others.toSorted((a, b) => a.rank - b.rank);
  return (graver[0] ?? milder[0])?.id ?? 0;
}
