import { allRoles } from "../org/profile.ts";
import { peopleOf } from "../incident/team/state.ts";
import type { NameKind } from "../verb/verb.ts";
import type { ControlPort } from "./port.ts";

/** What this drill has names for now, as people type them. */
export function namesOf(port: ControlPort): Readonly<Partial<Record<NameKind, readonly string[]>>> {
  const { profile, team, backpack, messages } = port.incident();
  return {
    role: Object.keys(allRoles(profile)),
    person: peopleOf(team),
    evidence: Object.keys(port.evidence()).filter((id) => !backpack.proved.includes(id)),
    draft: messages.drafts.filter(({ state }) => state !== "posted").map(({ id }) => id),
    severity: profile.severities.map(({ id }) => String(id)),
  };
}
