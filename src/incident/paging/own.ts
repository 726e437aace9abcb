import type { Actor } from "../../event/actor.ts";
import type { IncidentState } from "../incident.ts";
import { rolesOf } from "../rights.ts";
import type { OpenPage } from "./state.ts";

/** The open pages that this person is asked to answer. */
export function ownPages(state: IncidentState, by: Actor): readonly OpenPage[] {
  const roles = rolesOf(state, by);
  return Object.values(state.pages).filter(
    ({ to, people }) => people.includes(by.id) || roles.includes(to),
  );
}

/** Those that anyone may answer, because they name no one. */
export function unnamedPages(state: IncidentState): readonly OpenPage[] {
  return Object.values(state.pages).filter(({ people }) => people.length === 0);
}
