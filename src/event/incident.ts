import type { SevType } from "../kernel/sev-type.ts";

export type DeclaredState =
  | "observed"
  | "declared"
  | "acknowledged"
  | "mobilised"
  | "diagnosing"
  | "mitigating"
  | "mitigated"
  | "monitoring"
  | "resolved"
  | "reviewing"
  | "verified"
  | "closed"
  | "false-alarm"
  | "merged"
  | "reopened";

/** What people declare and say. */
export interface IncidentEvents {
  "incident.declared": {
    level: number;
    name: string;
    text: string;
    deadlineEx: number | null;
    /** What people say that it is; before there were types, nothing. */
    sevType?: SevType;
  };
  /** A step that the type of the SEV asks for is done. */
  "response.step": { step: string; text?: string };
  /** Someone says that something is wrong, with or without an alert. */
  "problem.reported": { text: string };
  "incident.state": { state: DeclaredState; text?: string; premature?: boolean };
  "incident.severity": {
    from: number;
    to: number;
    why: string;
    automatic: boolean;
    deadlineEx: number | null;
  };
  /** `service`: of a role that each service has, such as the TLOC. */
  "incident.assigned": { role: string; to: string; service?: string };
  "incident.updated": { text: string; audience: string };
}
