import { scaled } from "../wording/duration.ts";
import type { IncidentState } from "./incident.ts";
import {
  allRoles,
  severityOf,
  type DataCopy,
  type Severity,
  type SeverityPredicate,
} from "../org/profile.ts";
import { typeRules } from "./response/state.ts";

/** "SEV 1 Fast Frog", or the bare name while there is no severity, or where no one may see it. */
export function titleOf(state: IncidentState): string {
  return titleAt(state, severityOf(state.profile, state.level));
}

/** What it is called at a severity. */
export function titleAt(state: IncidentState, severity: Severity | undefined): string {
  return severity === undefined || typeRules(state).codeNameOnly
    ? state.name
    : `${severity.label} ${state.name}`;
}

/** A process duration as people feel it now: "15 m", or "2 m 30 s (15 m at 6x)". */
export function scaledText(unscaledMs: number, timeScale: number): string {
  return scaled(unscaledMs / timeScale, timeScale);
}

/** What the profile calls a role. */
export function roleTitle(state: IncidentState, role: string): string {
  return allRoles(state.profile)[role] ?? role;
}

/** Why it is this severity: the row that holds, as a sentence without its end. */
export function predicateText(row: SeverityPredicate, timeScale: number): string {
  if ("service" in row)
    return `${servicesText(row.service)} below its objective for ${scaledText(row.forMs, timeScale)}`;
  if ("dataLost" in row) return `data is lost: ${copies[row.dataLost]}`;
  if ("redundancy" in row)
    return row.redundancy === 0 ? "no spare is left" : `at most ${row.redundancy} spares are left`;
  return "usersAffected" in row
    ? `more than ${row.usersAffected.above} users are affected`
    : `more than ${row.exposedRecords.above} records are exposed`;
}

function servicesText(service: string): string {
  if (service === "all") return "every named service is";
  return service === "any" ? "a service is" : `${service} is`;
}

const copies: Readonly<Record<DataCopy, string>> = {
  customer: "customer data",
  "primary-backup": "the primary backup",
  "secondary-backup": "the secondary backup",
};
