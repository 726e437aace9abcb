/** What someone does without the right to it, and what follows under each mode of rights. */
import type { Actor } from "../event/actor.ts";
import type { EventInput } from "../event/event.ts";
import type { Rights } from "../event/loop.ts";
import type { IncidentVerb } from "../verb/index.ts";
import type { IncidentState } from "./incident.ts";
import { rightsOf } from "../org/profile.ts";
import { whoseRight, whoseTools } from "./rights.ts";
import { isAway, personNamed } from "./team/state.ts";
import { roleTitle } from "./wording.ts";

export interface Breach {
  /** For `warn`: what the journal keeps, and what the person reads. */
  readonly flag: Extract<EventInput, { type: "practice.flagged" }>;
  readonly warning: string;
  /** For `block`: why it is refused, and what to type instead. */
  readonly why: string;
  readonly instead: string;
}

/** A verb that the profile gives to others. */
export function verbBreach(
  state: IncidentState,
  verb: IncidentVerb,
  by: Actor,
): Breach | undefined {
  const theirs = whoseRight(state, verb, by);
  if (theirs === undefined) return undefined;
  return {
    flag: flagOf("verb-right", by, `used "${verb}", which is normally done by ${theirs}`),
    warning: `"${verb}" is normally done by ${theirs}; recorded`,
    why: `Only ${theirs} may use "${verb}".`,
    instead: askOrTake(state, rightsOf(state.profile, verb), by),
  };
}

/** A tool on the system that the profile gives to others; `what`: "used SQL". */
export function toolBreach(state: IncidentState, what: string, by: Actor): Breach | undefined {
  const gone = awayBreach(state, by, what);
  if (gone !== undefined) return gone;
  const theirs = whoseTools(state, by);
  if (theirs === undefined) return undefined;
  return {
    flag: flagOf("tool-right", by, `${what}, which is normally done by ${theirs}`),
    warning: `looking into the system is normally done by ${theirs}; recorded`,
    why: `Only ${theirs} may look into the system and change it.`,
    instead: askOrTake(state, state.profile.rights.tools, by),
  };
}

/** Someone who is away does something. */
export function awayBreach(state: IncidentState, by: Actor, what: string): Breach | undefined {
  if (state.profile.rights.mode === "off" || by.kind === "engine") return undefined;
  const gone = state.team.away.find(({ person }) => person === by.id);
  if (gone === undefined) return undefined;
  return {
    flag: flagOf("acted-away", by, `${what} while away`),
    warning: "you are away; recorded",
    why: gone.own ? "You are away." : "You are away: the drill goes on without you for now.",
    instead: gone.own ? "gameday back me" : "gameday roster",
  };
}

function flagOf(rule: Rights, by: Actor, text: string): Breach["flag"] {
  return { type: "practice.flagged", data: { rule, person: by.id, text }, by };
}

/** Who there is to ask, by name, and how to get the role. */
function askOrTake(state: IncidentState, allowed: "anyone" | readonly string[], by: Actor): string {
  const roles = allowed === "anyone" ? [] : allowed;
  const holders = state.team.holders.filter(
    ({ role, person }) => roles.includes(role) && !isAway(state.team, person),
  );
  const ofBot = holders.find(({ person }) => personNamed(state.team, person)?.as === "bot");
  if (ofBot !== undefined) return `take the role from the bot: gameday role claim ${ofBot.role}`;
  const names = new Set(holders.map(({ person, role }) => `${person} (${roleTitle(state, role)})`));
  return (
    `ask ${[...names].join(" or ")}; the commander can give you the role: ` +
    `gameday role assign ${roles[0] ?? ""} ${by.id}`
  );
}
