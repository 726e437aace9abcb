import type { Actor } from "../event/actor.ts";
import type { IncidentState } from "./incident.ts";
import type { IncidentVerb } from "../verb/index.ts";
import { rightsOf } from "../org/profile.ts";
import { isAway, rolesOfPerson } from "./team/state.ts";
import { roleTitle } from "./wording.ts";

/**
 * The roles that a person has: those that they came with, and those assigned to them in this
 * incident. Someone who is away has none.
 */
export function rolesOf({ team }: Pick<IncidentState, "team">, by: Actor): readonly string[] {
  if (isAway(team, by.id)) return [];
  return [...new Set([...by.roles, ...rolesOfPerson(team, by.id)])];
}

/**
 * "IMOC or Deputy" when the profile gives this right to others, undefined when all is well. While
 * none of them is there, anyone present may act: an incident must not wait for an org chart.
 */
export function whoseRight(
  state: IncidentState,
  verb: IncidentVerb,
  by: Actor,
): string | undefined {
  return whose(state, rightsOf(state.profile, verb), by);
}

/** The same for SQL, requests and proofs: who looks into the system and changes it. */
export function whoseTools(state: IncidentState, by: Actor): string | undefined {
  return whose(state, state.profile.rights.tools, by);
}

function whose(
  state: IncidentState,
  allowed: "anyone" | readonly string[],
  by: Actor,
): string | undefined {
  if (state.profile.rights.mode === "off" || allowed === "anyone" || by.kind === "engine")
    return undefined;
  if (rolesOf(state, by).some((role) => allowed.includes(role))) return undefined;
  if (!allowed.some((role) => state.roles[role] !== undefined)) return undefined;
  return allowed.map((role) => roleTitle(state, role)).join(" or ");
}
