import type { EventData, GamedayEvent } from "../../event/event.ts";
import type { Brief } from "../../event/people.ts";
import type { Slice } from "../slice.ts";

export interface Person {
  readonly id: string;
  readonly as: EventData["person.joined"]["as"];
  /** The roles that they came with: theirs while no one else has them. */
  readonly standIn: readonly string[];
  readonly joinedEx: number;
  /** When they did something last; null before that. */
  readonly lastEx: number | null;
}

export interface Away {
  readonly person: string;
  readonly sinceEx: number;
  readonly why: string;
  /** They said so themselves, so that they may come back by themselves. */
  readonly own: boolean;
}

export interface Holder {
  readonly role: string;
  readonly person: string;
  /** Of a role that each service has. */
  readonly service?: string;
}

/** A role that its holder wants to hand over. */
export interface Offer {
  readonly role: string;
  readonly service?: string;
  readonly from: string;
  readonly to: string;
  readonly sinceEx: number;
  readonly brief: Brief;
}

/** Who is here, and in which role. */
export interface Team {
  /** In the order in which they came. */
  readonly people: readonly Person[];
  readonly away: readonly Away[];
  /** In the order in which they took their roles. */
  readonly holders: readonly Holder[];
  readonly offers: readonly Offer[];
}

export const team: Slice<Team> = {
  initial: { people: [], away: [], holders: [], offers: [] },
  evolve: (state, event) => acted(moved(state, event), event),
};

function moved(state: Team, event: GamedayEvent): Team {
  switch (event.type) {
    case "person.joined":
      return joined(state, event);
    case "person.left":
      return left(state, event.data.person);
    case "person.away":
      return away(state, event);
    case "person.back":
      return { ...state, away: without(state.away, event.data.person) };
    case "incident.assigned":
      return assigned(state, event.data);
    case "role.released": {
      const { role, from, service } = event.data;
      const isIt = (one: Holder): boolean =>
        one.role === role && one.person === from && one.service === service;
      return { ...state, holders: state.holders.filter((one) => !isIt(one)) };
    }
    case "handoff.offered": {
      const offer = { ...event.data, sinceEx: event.ex };
      return { ...state, offers: [...otherOffers(state, event.data.role), offer] };
    }
    case "handoff.declined":
      return { ...state, offers: otherOffers(state, event.data.role) };
    default:
      return state;
  }
}

/** One offer for each role: a new one takes the place of the old one. */
function otherOffers({ offers }: Team, of: string): readonly Offer[] {
  return offers.filter(({ role }) => role !== of);
}

type Of<T extends GamedayEvent["type"]> = Extract<GamedayEvent, { type: T }>;

function joined(state: Team, { data, ex }: Of<"person.joined">): Team {
  const { person: id, as, roles: standIn = [] } = data;
  const person = { id, as, standIn, joinedEx: ex, lastEx: null };
  const others = state.people.filter((one) => one.id !== id);
  return { ...state, people: [...others, person] };
}

function left(state: Team, who: string): Team {
  return {
    people: state.people.filter(({ id }) => id !== who),
    away: without(state.away, who),
    holders: state.holders.filter(({ person }) => person !== who),
    offers: state.offers.filter(({ from, to }) => from !== who && to !== who),
  };
}

function away(state: Team, { data, ex, by }: Of<"person.away">): Team {
  const { person, why } = data;
  const one = { person, why, sinceEx: ex, own: by.id === person };
  return { ...state, away: [...without(state.away, person), one] };
}

/** A role has one holder, or one for each service; a role of bystanders has any number. */
function assigned(state: Team, { role, to, service }: EventData["incident.assigned"]): Team {
  const gives = (one: Holder): boolean =>
    one.role === role && (sharedRoles.has(role) ? one.person === to : one.service === service);
  const holder = { role, person: to, ...(service === undefined ? {} : { service }) };
  return {
    ...state,
    holders: [...state.holders.filter((one) => !gives(one)), holder],
    // Whatever was offered is settled.
    offers: otherOffers(state, role),
  };
}

/** The clock of each person's last act. */
function acted(state: Team, { by, ex }: GamedayEvent): Team {
  if (by.kind !== "person" && by.kind !== "bot") return state;
  if (!state.people.some(({ id, lastEx }) => id === by.id && lastEx !== ex)) return state;
  return {
    ...state,
    people: state.people.map((one) => (one.id === by.id ? { ...one, lastEx: ex } : one)),
  };
}

function without(all: readonly Away[], who: string): readonly Away[] {
  return all.filter(({ person }) => person !== who);
}

/** Roles that any number of people may have. */
export const sharedRoles: ReadonlySet<string> = new Set(["executive", "evaluator", "observer"]);

/** Roles of the exercise, not of the incident. */
export const exerciseRoles: ReadonlySet<string> = new Set(["facilitator", "evaluator", "observer"]);

/** Everyone here, and everyone who has a role by name only. */
export function peopleOf({ people, holders }: Team): readonly string[] {
  return [...new Set([...people.map(({ id }) => id), ...holders.map(({ person }) => person)])];
}

export function personNamed(state: Team, name: string): Person | undefined {
  const plain = name.toLowerCase();
  return state.people.find(({ id }) => id.toLowerCase() === plain);
}

export function isAway(state: Team, who: string): boolean {
  return state.away.some(({ person }) => person === who);
}

/** The roles given to someone. */
export function rolesHeld(state: Team, who: string): readonly string[] {
  const held = state.holders.filter(({ person }) => person === who);
  return [...new Set(held.map(({ role }) => role))];
}

/** The roles of someone: given to them, or theirs for want of another. None while they are away. */
export function rolesOfPerson(state: Team, who: string): readonly string[] {
  if (isAway(state, who)) return [];
  const held = rolesHeld(state, who);
  if (held.some((role) => exerciseRoles.has(role))) return held;
  const filled = rolesFilled(state);
  const standIn = state.people.find(({ id }) => id === who)?.standIn ?? [];
  return [...new Set([...held, ...standIn.filter((role) => filled[role] === undefined)])];
}

/** The first holder of each role who is not away. */
export function rolesFilled(state: Team): Readonly<Record<string, string>> {
  const here = state.holders.filter(({ person }) => !isAway(state, person));
  return Object.fromEntries(here.toReversed().map(({ role, person }) => [role, person]));
}
