import type { Decision } from "../command.ts";
import { accept, refuse, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { counterpart, roleOf } from "../profile.ts";
import { roleTitle } from "../wording.ts";

/** Who has which role. */
export const teamDecisions: Decisions<"assign"> = { assign };

function assign(state: IncidentState, command: Asked<"assign">): Decision {
  const role = roleOf(state.profile, command.role);
  if (role === undefined)
    return refuse(
      `There is no role "${command.role}".`,
      `roles: ${Object.keys(state.profile.roles).join(", ")}`,
    );
  const other = counterpart(role);
  const both = other !== undefined && state.roles[other] === command.to;
  const warnings = both
    ? [
        `${command.to} is also ${roleTitle(state, other)}: the incident commander should not be the one fixing it`,
      ]
    : [];
  return accept(
    [{ type: "incident.assigned", data: { role, to: command.to } }],
    `${command.to} is ${roleTitle(state, role)}.`,
    warnings,
  );
}
