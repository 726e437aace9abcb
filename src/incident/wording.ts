import { scaled } from "../wording/duration.ts";
import type { IncidentState } from "./incident.ts";
import { allRoles, severityOf } from "./profile.ts";

/** "SEV 1 Fast Frog", or the bare name while there is no level. */
export function titleOf(state: IncidentState): string {
  const severity = severityOf(state.profile, state.level);
  return severity === undefined ? state.name : `${severity.label} ${state.name}`;
}

/** A process duration as people feel it now: "15 m", or "2 m 30 s (15 m at 6x)". */
export function scaledText(unscaledMs: number, timeScale: number): string {
  return scaled(unscaledMs / timeScale, timeScale);
}

/** What the profile calls a role. */
export function roleTitle(state: IncidentState, role: string): string {
  return allRoles(state.profile)[role] ?? role;
}
