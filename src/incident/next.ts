import type { IncidentState } from "./incident.ts";

/** The commands that make sense now, best first; `unproven` names evidence that is still open. */
export function nextCommands(
  state: IncidentState,
  unproven: readonly string[] = [],
): readonly string[] {
  const prove = unproven.slice(0, 1).map((evidence) => `gameday prove ${evidence} -- …`);
  switch (state.state) {
    case "none":
    case "observed":
      return [`gameday sev declare ${state.profile.startLevel} "what users see"`];
    case "declared":
      return ["gameday sev ack", ...prove, 'gameday sev update "…"'];
    case "acknowledged":
    case "mobilised":
    case "diagnosing":
    case "reopened":
      return [
        ...prove,
        'gameday sev mitigated "what you did"',
        'gameday sev update "…"',
        "gameday hint",
      ];
    case "mitigating":
      return ['gameday sev mitigated "what you did"', 'gameday sev update "…"', ...prove];
    case "mitigated":
    case "monitoring":
      return ['gameday sev resolve "…"', 'gameday sev mitigating "…" if it comes back'];
    case "false-alarm":
      return [
        `gameday sev declare ${state.level ?? state.profile.startLevel} "what users see" if users are affected after all`,
        "gameday status",
      ];
    case "resolved":
    case "reviewing":
    case "verified":
    case "closed":
    case "merged":
      return ["gameday report open"];
    default:
      return state.state satisfies never;
  }
}
