import type { Actor } from "../event/actor.ts";

/** Who did it, as people say it: `you (TLOC)`, `bot (IMOC)`, `monitoring`, `the drill`. */
export function actorWords(by: Actor): string {
  if (by.kind === "engine") return "the drill";
  if (by.kind === "monitor") return "monitoring";
  return by.roles.length === 0 ? by.id : `${by.id} (${by.roles.map(roleWords).join(", ")})`;
}

/** A role's id as people say it: IMOC, TLOC, scribe. */
export function roleWords(role: string): string {
  return role === "imoc" || role === "tloc" || role === "sme" ? role.toUpperCase() : role;
}
