import type { Actor } from "../../event/actor.ts";
import type { IncidentState } from "../incident.ts";
import { rolesOf } from "../rights.ts";

/** The role that runs the exercise. */
const facilitator = "facilitator";

type Roles = Pick<IncidentState, "roles" | "team">;

export function isFacilitator(state: Roles, by: Actor): boolean {
  return rolesOf(state, by).includes(facilitator);
}

/**
 * May they see what is planned, and change it? Where there is a facilitator, no one else may;
 * otherwise anyone may.
 */
export function maySteer(state: Roles, by: Actor): boolean {
  return state.roles[facilitator] === undefined || isFacilitator(state, by);
}
