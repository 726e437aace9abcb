import type { EventInput } from "../../event/event.ts";
import type { OnCall } from "../../org/rotation/rotation.ts";
import type { IncidentState } from "../incident.ts";
import { roleOf } from "../../org/profile.ts";
import { isAway, type Team } from "../team/state.ts";
import { roleTitle } from "../wording.ts";
import type { Target } from "./state.ts";
import type { PageStep } from "../../org/profile.ts";

/**
 * Whom a page to this target reaches in one step. Who has the role in this incident is asked before
 * the one whom the rotation names. Empty for a target of which no one is known by name.
 */
export function reached(state: IncidentState, target: Target, step: PageStep): readonly string[] {
  const entries = isStaffed(state) ? entriesOf(state, target) : [];
  if (entries.length === 0)
    return step === "on-call" && isPerson(state, target.to) ? [target.to] : [];
  const holder = holderOf(state.team, target);
  const people = entries.flatMap((entry): readonly string[] => {
    if (step === "team") return entry.team;
    if (step === "backup") return entry.backup === undefined ? [] : [entry.backup];
    return holder === undefined ? entry.people : [holder];
  });
  return [...new Set(people)];
}

/** Who has a role in this incident, and is not away. */
export function holderOf(team: Team, { to, service }: Target): string | undefined {
  return team.holders.find(
    (one) => one.role === to && one.service === service && !isAway(team, one.person),
  )?.person;
}

/**
 * Whether people take part, with seats of their own or as those on call. One person alone plays all
 * of them, and no name is called.
 */
function isStaffed({ onCall, team }: IncidentState): boolean {
  return team.people.some(
    ({ id, as }) => as === "seat" || onCall.some((entry) => entry.team.includes(id)),
  );
}

/** The rotation of a target; for a role that only services have, those of all of them. */
function entriesOf({ onCall }: IncidentState, { to, service }: Target): readonly OnCall[] {
  const ofRole = onCall.filter(({ role }) => role === to);
  const exact = ofRole.filter((entry) => entry.service === service);
  return exact.length > 0 || service !== undefined ? exact : ofRole;
}

/** The target that a word means: a role, a service with someone on call, or a person. */
export function targetOf(state: IncidentState, word: string): Target | undefined {
  const plain = word.trim().toLowerCase();
  // As a mail to the pager of a role is addressed.
  const role = roleOf(state.profile, plain.replace(/-pager@$/, ""));
  if (role !== undefined) return { to: role };
  const ofService = state.onCall.find(({ service }) => service?.toLowerCase() === plain);
  if (ofService?.service !== undefined) return { to: ofService.role, service: ofService.service };
  const person = peopleKnown(state).find((name) => name.toLowerCase() === plain);
  return person === undefined ? undefined : { to: person };
}

/** What may be paged, for a refusal. */
export function targets(state: IncidentState): readonly string[] {
  const services = state.onCall.flatMap(({ service }) => (service === undefined ? [] : [service]));
  return [...new Set([...Object.keys(state.profile.roles), ...services, ...peopleKnown(state)])];
}

function isPerson(state: IncidentState, name: string): boolean {
  return !Object.hasOwn(state.profile.roles, name) && peopleKnown(state).includes(name);
}

function peopleKnown({ onCall, team }: IncidentState): readonly string[] {
  const here = team.people.filter(({ as }) => as !== "bot").map(({ id }) => id);
  return [...new Set([...onCall.flatMap((entry) => entry.team), ...here])];
}

/** A page to a target as one to each of the people whom it reaches. */
export function toPeople(state: IncidentState, input: EventInput): readonly EventInput[] {
  if (input.type !== "page.sent" || input.data.person !== undefined) return [input];
  const people = reached(state, input.data, "on-call");
  if (people.length === 0) return [input];
  return people.map((person) => ({ ...input, data: { ...input.data, person } }));
}

/** `TLOC`, `TLOC of api`, `ana`. */
export function targetTitle(state: IncidentState, { to, service }: Target): string {
  return service === undefined ? roleTitle(state, to) : `${roleTitle(state, to)} of ${service}`;
}
