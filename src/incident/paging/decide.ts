import type { Actor } from "../../event/actor.ts";
import type { EventInput } from "../../event/event.ts";
import { drillMarker } from "../../event/message.ts";
import { formatClock } from "../../kernel/duration.ts";
import { stop } from "../../wording/text.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { isAway } from "../team/state.ts";
import { scaledText } from "../wording.ts";
import { holderOf, reached, targetOf, targets, targetTitle, toPeople } from "./reach.ts";
import { targetKey, type OpenPage } from "./state.ts";
import { pagingOf } from "./steps.ts";

/** Getting people to come. */
export const pagingDecisions: Decisions<"page"> = { page };

function page(state: IncidentState, { who, why }: Asked<"page">, { by }: CommandContext): Decision {
  const target = targetOf(state, who);
  if (target === undefined)
    return refuse(
      `There is no role, service or person "${who}" here.`,
      `gameday page <${targets(state).join(" | ")}> "why"`,
    );
  const title = targetTitle(state, target);
  const people = reached(state, target, "on-call");
  if (people.length === 1 && people[0] === by.id)
    return refuse(`You are the one to be paged as ${title}.`, "gameday sev ack");
  const open = state.pages[targetKey(target)];
  const text = `${drillMarker}${by.id}: ${stop(why)} Acknowledge: gameday sev ack`;
  const named = people.length === 0 ? title : `${people.join(", ")} (${title})`;
  return accept(
    toPeople(state, { type: "page.sent", data: { ...target, text } }),
    open === undefined
      ? `${named} is paged; ${waitText(state)}`
      : `${named} is paged again: a page has been waiting since ${formatClock(open.sinceEx)}.`,
    people.filter((who) => isAway(state.team, who)).map((who) => `${who} is away`),
  );
}

function waitText({ profile, timeScale }: IncidentState): string {
  const { ackWithinMs, steps } = pagingOf(profile);
  return steps.length < 2
    ? "there is no one after them."
    : `without an acknowledgement in ${scaledText(ackWithinMs, timeScale)} the next is.`;
}

/** Anyone may call for the commander. */
export function isCallForCommand(state: IncidentState, who: string): boolean {
  return targetOf(state, who)?.to === state.profile.onCall.commander;
}

/** The acknowledgement of a page; who was asked by name takes a role that no one has. */
export function acknowledged(
  state: IncidentState,
  { to, service, people }: OpenPage,
  by: Actor,
): readonly EventInput[] {
  const asked = people.includes(by.id);
  const target = { to, ...(service === undefined ? {} : { service }) };
  const acked: EventInput = {
    type: "page.acked",
    data: { ...target, ...(asked ? { person: by.id } : {}) },
  };
  const takes =
    asked &&
    to !== state.profile.onCall.commander &&
    Object.hasOwn(state.profile.roles, to) &&
    holderOf(state.team, target) === undefined;
  const role = { role: to, to: by.id, ...(service === undefined ? {} : { service }) };
  return takes ? [acked, { type: "incident.assigned", data: role }] : [acked];
}
