/** A role goes from one person to another: offered with the brief, then accepted or declined. */
import type { EventInput } from "../../event/event.ts";
import { formatClock } from "../../kernel/duration.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { rolesOf } from "../rights.ts";
import { roleTitle } from "../wording.ts";
import { briefLines, briefOf } from "./brief.ts";
import { isAway, personNamed, sharedRoles, type Offer } from "./state.ts";
import { withRole } from "./with-role.ts";

export const handoffDecisions: Decisions<"handoff" | "handoff.accept" | "handoff.decline"> = {
  handoff,
  "handoff.accept": (state, { role }, context) =>
    withOffer(state, role, context, (offer) => accepted(state, offer)),
  "handoff.decline": (state, { role, why }, context) =>
    withOffer(state, role, context, ({ role: which, from, to }) =>
      accept(
        [{ type: "handoff.declined", data: { role: which, from, to, why: why ?? "" } }],
        `Declined. ${from} is still ${roleTitle(state, which)}.`,
      ),
    ),
};

function handoff(
  state: IncidentState,
  { role: word, to: name, service }: Asked<"handoff">,
  context: CommandContext,
): Decision {
  return withRole(state, word, (role) => {
    const title = roleTitle(state, role);
    const holder = state.team.holders.find(
      (one) => one.role === role && (service === undefined || one.service === service),
    );
    if (holder === undefined || sharedRoles.has(role))
      return refuse(`No one is ${title}.`, `it is free: gameday role claim ${role}`);
    if (!mayOffer(state, context, holder.person))
      return refuse(
        `${holder.person} is ${title}: only ${holder.person} or the commander hands it over.`,
        "gameday roster",
      );
    const to = personNamed(state.team, name);
    if (to === undefined)
      return refuse(
        `There is no "${name}" in this drill to accept it.`,
        `they join first: gameday join --name ${name}`,
      );
    const why = whyNot(state, holder.person, to.id, title);
    if (why !== undefined) return refuse(why, "gameday roster");
    const brief = briefOf(state);
    const data = { role, from: holder.person, to: to.id, brief };
    return accept(
      [
        {
          type: "handoff.offered",
          data: { ...data, ...(holder.service === undefined ? {} : { service: holder.service }) },
        },
      ],
      [
        `${to.id} is offered ${title}, with this brief. ${holder.person} is ${title} until ${to.id} accepts.`,
        ...briefLines(brief, context.exMs),
      ].join("\n"),
    );
  });
}

function mayOffer(state: IncidentState, { by }: CommandContext, holder: string): boolean {
  if (by.id === holder) return true;
  const roles = rolesOf(state, by);
  return roles.includes("imoc") || roles.includes("facilitator");
}

function whyNot(state: IncidentState, from: string, to: string, title: string): string | undefined {
  if (from === to) return `${to} is ${title} already.`;
  if (isAway(state.team, to)) return `${to} is away.`;
  return personNamed(state.team, to)?.as === "bot"
    ? "A bot stands in for someone missing; it takes no role from a person."
    : undefined;
}

function accepted(state: IncidentState, { role, from, to, service }: Offer): Decision {
  const assigned: EventInput = {
    type: "incident.assigned",
    data: { role, to, ...(service === undefined ? {} : { service }) },
  };
  const title = roleTitle(state, role);
  const told =
    role === "imoc" ? ` Say so to everyone: gameday sev update "${to} is ${title} now."` : "";
  return accept(
    [{ type: "handoff.accepted", data: { role, from, to } }, assigned],
    `You are ${title}.${told}`,
  );
}

function withOffer(
  { team, profile }: IncidentState,
  word: string | undefined,
  { by }: CommandContext,
  then: (offer: Offer) => Decision,
): Decision {
  const own = team.offers.filter(({ to }) => to === by.id);
  const meant =
    word === undefined
      ? own
      : own.filter(
          ({ role }) =>
            role === word.toLowerCase() ||
            profile.roles[role]?.toLowerCase() === word.toLowerCase(),
        );
  const [offer, second] = meant;
  if (offer === undefined) return refuse("No role is offered to you.", "gameday roster");
  return second === undefined
    ? then(offer)
    : refuse(
        "Several roles are offered to you.",
        `name one: ${meant.map(({ role, sinceEx }) => `${role} (since ${formatClock(sinceEx)})`).join(", ")}`,
      );
}
