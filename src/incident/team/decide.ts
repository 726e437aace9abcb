import type { EventInput } from "../../event/event.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, type Asked, type Decisions } from "../decision.ts";
import { isFacilitator } from "../exercise/steer.ts";
import type { IncidentState } from "../incident.ts";
import { counterpart } from "../../org/profile.ts";
import { rolesOf } from "../rights.ts";
import { openStates } from "../transition.ts";
import { roleTitle } from "../wording.ts";
import { isAway, personNamed, rolesHeld, sharedRoles, type Holder } from "./state.ts";
import { handoffDecisions } from "./handoff.ts";
import { withRole } from "./with-role.ts";

/** Who has which role, and who is away. */
export const teamDecisions: Decisions<
  | "assign"
  | "claim"
  | "release"
  | "away"
  | "back"
  | "handoff"
  | "handoff.accept"
  | "handoff.decline"
> = {
  ...handoffDecisions,
  assign,
  claim,
  release,
  away,
  back,
};

function assign(state: IncidentState, command: Asked<"assign">): Decision {
  return withRole(state, command.role, (role) => {
    const to = personNamed(state.team, command.to)?.id ?? command.to;
    return given(state, { role, to, service: serviceOf(state, role, command.service) });
  });
}

function claim(state: IncidentState, command: Asked<"claim">, { by }: CommandContext): Decision {
  return withRole(state, command.role, (role) => {
    const service = serviceOf(state, role, command.service);
    const holder = holderOf(state, role, service);
    if (holder?.person === by.id || (sharedRoles.has(role) && rolesOf(state, by).includes(role)))
      return refuse(`You are ${roleTitle(state, role)} already.`, "gameday roster");
    const both = mixesPlayAndControl(state, role, rolesHeld(state.team, by.id));
    if (both !== undefined) return both;
    const taken = holder !== undefined && !yields(state, holder.person);
    return taken
      ? refuse(`${holder.person} is ${roleTitle(state, role)}.`, whatInstead(state, role, by.id))
      : given(state, { role, to: by.id, service });
  });
}

/** A bot gives way to a person, and who is away cannot be asked. */
function yields({ team }: IncidentState, who: string): boolean {
  return isAway(team, who) || personNamed(team, who)?.as === "bot";
}

/** Who steers the exercise does not take part in it. */
function mixesPlayAndControl(
  { profile }: IncidentState,
  role: string,
  held: readonly string[],
): Decision | undefined {
  const steers = (one: string): boolean => one === "facilitator" || one === "evaluator";
  const plays = (one: string): boolean => Object.hasOwn(profile.roles, one);
  if (plays(role) && held.some(steers))
    return refuse(
      "You steer this drill: the people who respond must not know what comes next.",
      `first: gameday role release ${held.find(steers)}`,
    );
  if (steers(role) && held.some(plays))
    return refuse(
      "You respond in this drill: who does must not know what comes next.",
      `first: gameday role release ${held.find(plays)}`,
    );
  return undefined;
}

function whatInstead({ profile }: IncidentState, role: string, who: string): string {
  return role === profile.onCall.responder
    ? `be it for one service: gameday role claim ${role} --service api`
    : `the commander may assign it: gameday role assign ${role} ${who}`;
}

/** Only the role of those who fix things is one for each service. */
function serviceOf(
  { profile }: IncidentState,
  role: string,
  service: string | undefined,
): string | undefined {
  return role === profile.onCall.responder ? service : undefined;
}

function holderOf({ team }: IncidentState, role: string, service?: string): Holder | undefined {
  return sharedRoles.has(role)
    ? undefined
    : team.holders.find((one) => one.role === role && one.service === service);
}

function given(
  state: IncidentState,
  { role, to, service }: { role: string; to: string; service: string | undefined },
): Decision {
  const other = counterpart(role);
  const both = other !== undefined && state.roles[other] === to;
  const where = service === undefined ? "" : ` for ${service}`;
  return accept(
    [
      {
        type: "incident.assigned",
        data: { role, to, ...(service === undefined ? {} : { service }) },
      },
    ],
    `${to} is ${roleTitle(state, role)}${where}.`,
    [
      ...(both
        ? [
            `${to} is also ${roleTitle(state, other)}: the incident commander should not be the one fixing it`,
          ]
        : []),
      ...(isStranger(state, to) ? [`${to} has not joined: gameday join --name ${to}`] : []),
    ],
  );
}

/** Once people have seats, the name of someone who has not joined is probably a mistake. */
function isStranger({ team }: IncidentState, who: string): boolean {
  return team.people.some(({ as }) => as === "seat") && personNamed(team, who) === undefined;
}

function release(
  state: IncidentState,
  command: Asked<"release">,
  { by }: CommandContext,
): Decision {
  return withRole(state, command.role, (role) => {
    const own = state.team.holders.filter((one) => one.role === role && one.person === by.id);
    const chosen =
      command.service === undefined
        ? own
        : own.filter(({ service }) => service === command.service);
    if (chosen.length === 0)
      return refuse(`You are not ${roleTitle(state, role)}.`, "gameday roster");
    return accept(
      chosen.map(({ service }): EventInput => ({
        type: "role.released",
        data: { role, from: by.id, ...(service === undefined ? {} : { service }) },
      })),
      `You are not ${roleTitle(state, role)} any more.`,
      role === "imoc" && openStates.has(state.state)
        ? ["no one commands now; with a brief it would be: gameday handoff imoc NAME"]
        : [],
    );
  });
}

function away(
  state: IncidentState,
  { person, why }: Asked<"away">,
  context: CommandContext,
): Decision {
  return aboutPerson(state, person, context, (who, self) => {
    if (isAway(state.team, who)) return refuse(`${who} is away already.`, `gameday back ${who}`);
    return self || steers(state, context)
      ? accept(
          [{ type: "person.away", data: { person: who, why: why ?? "" } }],
          `${who} is away.${leavesEmpty(state, who)}`,
        )
      : refuse(`Only ${who} or the facilitator may say that.`, "gameday away me");
  });
}

/** What no one does while someone is away. */
function leavesEmpty(state: IncidentState, who: string): string {
  const roles = Object.entries(state.roles).flatMap(([role, holder]) =>
    holder === who ? [roleTitle(state, role)] : [],
  );
  return roles.length === 0 ? "" : ` Unfilled until then: ${roles.join(", ")}.`;
}

function back(state: IncidentState, { person }: Asked<"back">, context: CommandContext): Decision {
  return aboutPerson(state, person, context, (who, self) => {
    const gone = state.team.away.find((one) => one.person === who);
    if (gone === undefined) return refuse(`${who} is not away.`, "gameday roster");
    if (!steers(state, context) && !(self && gone.own))
      return refuse(
        self
          ? "The drill took you away: only the facilitator may bring you back."
          : `Only ${who} or the facilitator may say that.`,
        "gameday roster",
      );
    return accept([{ type: "person.back", data: { person: who } }], `${who} is back.`);
  });
}

function steers(state: IncidentState, { by }: CommandContext): boolean {
  return by.kind === "engine" || isFacilitator(state, by);
}

function aboutPerson(
  state: IncidentState,
  word: string,
  { by }: CommandContext,
  then: (who: string, self: boolean) => Decision,
): Decision {
  if (word.toLowerCase() === "me" || word === by.id) return then(by.id, true);
  const found = personNamed(state.team, word);
  return found === undefined
    ? refuse(
        `There is no "${word}" in this drill.`,
        `here: ${state.team.people.map(({ id }) => id).join(", ") || "no one"}`,
      )
    : then(found.id, found.id === by.id);
}
