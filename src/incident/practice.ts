/** What an organisation calls bad practice: flagged, refused or left alone, as its profile says. */
import type { Actor } from "../event/actor.ts";
import type { EventInput } from "../event/event.ts";
import type { Practice } from "../event/loop.ts";
import type { Decision } from "./command.ts";
import { refuse } from "./decision.ts";
import type { IncidentState } from "./incident.ts";
import type { PracticeMode } from "../org/profile.ts";
import { exerciseRoles, rolesHeld } from "./team/state.ts";

/** Something that goes against practice, in words, and what to do instead. */
export interface Breach {
  readonly rule: Practice;
  readonly text: string;
  readonly instead: string;
}

/**
 * How a rule is applied now: someone who is alone in a drill has no one to coordinate with, but
 * their steps have an order all the same.
 */
export function modeOf(state: IncidentState, rule: Practice): PracticeMode {
  const { rules } = state.profile.practices;
  return isTeam(state) || rule === "step-order" ? rules[rule] : "off";
}

/** Whether enough people take part to work as a team. */
export function isTeam(state: IncidentState): boolean {
  return crewOf(state) >= state.profile.practices.fromPeople;
}

/** How many people respond: without bots, scripts, and those who only run or watch the exercise. */
function crewOf({ loop, team }: IncidentState): number {
  const here = team.people.filter(({ as }) => as === "seat" || as === "user");
  const ids = new Set([...here.map(({ id }) => id), ...loop.people]);
  return [...ids].filter((id) => {
    const roles = rolesHeld(team, id);
    return roles.length === 0 || roles.some((role) => !exerciseRoles.has(role));
  }).length;
}

/** The event of a breach, or none where the rule is off. `cause`: what was done. */
export function flagOf(
  state: IncidentState,
  person: string,
  { rule, text }: Pick<Breach, "rule" | "text">,
  cause?: number,
): readonly EventInput[] {
  return modeOf(state, rule) === "off"
    ? []
    : [
        {
          type: "practice.flagged",
          data: { rule, person, text },
          ...(cause === undefined ? {} : { cause }),
        },
      ];
}

/** The decision, flagged or refused where what was asked for goes against practice. */
export function practised(
  state: IncidentState,
  by: Actor,
  breaches: readonly Breach[],
  then: () => Decision,
): Decision {
  const applied = breaches.filter(({ rule }) => modeOf(state, rule) !== "off");
  const refused = applied.find(({ rule }) => modeOf(state, rule) === "block");
  if (refused !== undefined) return refuse(refused.text, refused.instead);
  const decision = then();
  if (!decision.ok || applied.length === 0) return decision;
  return {
    ...decision,
    events: [...decision.events, ...applied.flatMap((breach) => flagOf(state, by.id, breach))],
    warnings: [...decision.warnings, ...applied.map(({ text, instead }) => `${text} ${instead}`)],
  };
}
