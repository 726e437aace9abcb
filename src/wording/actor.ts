import type { Actor } from "../event/actor.ts";

/** Who did it, as people say it: `you (TLOC)`, `bot (IMOC)`, `monitoring`, `the drill`. */
export function actorWords(by: Actor): string {
  if (by.kind === "engine") return "the drill";
  if (by.kind === "monitor") return "monitoring";
  return by.roles.length === 0 ? by.id : `${by.id} (${by.roles.map(roleWords).join(", ")})`;
}

/** Whom a page was for, and whom it reached: `ana (TLOC of api)`. */
export function pageWords(data: {
  readonly to: string;
  readonly service?: string | undefined;
  readonly person?: string | undefined;
  readonly step?: number | undefined;
}): string {
  const { to, service, person, step = 0 } = data;
  const target = service === undefined ? roleWords(to) : `${roleWords(to)} of ${service}`;
  if (person === to) return to;
  if (person !== undefined) return `${person} (${target})`;
  return step === 0 ? target : `${target}, step ${step + 1}`;
}

/** A role's id as people say it: IMOC, TLOC, scribe. */
export function roleWords(role: string): string {
  return role === "imoc" || role === "tloc" || role === "sme" ? role.toUpperCase() : role;
}
