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
  "incident.declared": { level: number; name: string; text: string; deadlineEx: number | null };
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
