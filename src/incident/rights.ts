import type { Actor } from "../event/event.ts";
import type { IncidentState } from "./incident.ts";
import type { IncidentVerb } from "./profile.ts";
import { roleTitle } from "./wording.ts";

/** The roles that somebody has: those that they came with, and those assigned to them in this incident. */
export function rolesOf(state: IncidentState, by: Actor): readonly string[] {
  const assigned = Object.entries(state.roles).filter(([, holder]) => holder === by.id).map(([role]) => role);
  return [...new Set([...by.roles, ...assigned])];
}

/**
 * A sentence when the house gives this right to others, undefined when all is well. While none of them is there, whoever is there may
 * act: an incident must not wait for an org chart.
 */
export function rightsMistake(state: IncidentState, verb: IncidentVerb, by: Actor): string | undefined {
  const { mode, who } = state.profile.rights;
  const allowed = who[verb];
  if (mode === "off" || allowed === "anyone" || by.kind === "engine") return undefined;
  if (rolesOf(state, by).some((role) => allowed.includes(role))) return undefined;
  if (!allowed.some((role) => state.roles[role] !== undefined)) return undefined;
  return `here "${verb}" is for ${allowed.map((role) => roleTitle(state, role)).join(" or ")}`;
}
