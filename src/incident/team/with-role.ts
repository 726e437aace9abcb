import type { Decision } from "../command.ts";
import { refuse } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { allRoles, roleOf } from "../../org/profile.ts";

/** What a word for a role leads to; an unknown one is refused with those that there are. */
export function withRole(
  state: IncidentState,
  word: string,
  then: (role: string) => Decision,
): Decision {
  const role = roleOf(state.profile, word);
  return role === undefined
    ? refuse(
        `There is no role "${word}".`,
        `roles: ${Object.keys(allRoles(state.profile)).join(", ")}`,
      )
    : then(role);
}
