import type { EventInput } from "../../event/event.ts";
import type { PlannedInject } from "../../event/inject.ts";
import { dueBy } from "../../kernel/timetable.ts";
import type { IncidentState } from "../incident.ts";
import { drillMarker } from "../../event/message.ts";
import type { Exercise, Watched } from "./state.ts";

/** Those who run and judge an exercise, and see what its players must not. */
export const control: readonly string[] = ["facilitator", "evaluator"];

/** The injects that are due, and what is settled of those that were delivered. */
export function exerciseDue(state: IncidentState, exMs: number): readonly EventInput[] {
  const { exercise } = state;
  return [
    ...dueBy(exercise.timetable, exMs).flatMap((id) => sparedOrDelivered(state, id)),
    ...exercise.watching.flatMap((one) => settled(one, exMs)),
  ];
}

/** A contingency is left out when what it is there for has happened without it. */
function sparedOrDelivered(state: IncidentState, id: string): readonly EventInput[] {
  const by = state.exercise.spared[id];
  if (by === undefined) return delivery(state, id);
  const data = { inject: id, why: "what it would have asked for was done by itself" };
  return [{ type: "inject.skipped", data, cause: by, sees: control }];
}

/** What delivering an inject leads to. A fault is applied by the engine, which reads this event. */
export function delivery(
  { exercise, roles }: Pick<IncidentState, "exercise" | "roles">,
  id: string,
): readonly EventInput[] {
  const plan = exercise.injects[id];
  if (plan === undefined) return [];
  const { kind, from, name, to, title, text } = plan;
  const delivered: EventInput = {
    type: "inject.delivered",
    data: {
      inject: id,
      kind,
      ...(from === undefined ? {} : { from }),
      ...(name === undefined ? {} : { name }),
      to,
      ...(title === undefined ? {} : { title }),
      text,
      ...(asksForWords(plan) ? { asks: true } : {}),
    },
    sees: audienceOf(plan),
  };
  return [delivered, ...consequences(plan, roles)];
}

function asksForWords({ expect }: PlannedInject): boolean {
  return expect.some(({ event, never }) => event === "inject.answered" && !never);
}

/** A fault announces itself by what it does. */
function audienceOf(plan: PlannedInject): "all" | readonly string[] {
  if (plan.kind === "fault" || plan.kind === "person-away") return control;
  return plan.private && plan.to.length > 0 ? [...plan.to, ...control] : "all";
}

function consequences(
  { kind, to, text, person }: PlannedInject,
  roles: IncidentState["roles"],
): readonly EventInput[] {
  // A role stands for the person who has it when the time comes.
  if (kind === "person-away" && person !== undefined)
    return [{ type: "person.away", data: { person: roles[person] ?? person, why: text } }];
  if (kind !== "alert") return [];
  return to.map((role) => ({
    type: "page.sent",
    data: { to: role, text: `${drillMarker}${text}` },
  }));
}

/** An expectation that was met or whose time is over. */
function settled(
  { inject, index, expect, untilEx, seen }: Watched,
  exMs: number,
): readonly EventInput[] {
  if (seen === undefined && exMs < untilEx) return [];
  const data = { inject, expect: index };
  const cause = seen === undefined ? {} : { cause: seen };
  return (seen === undefined) === expect.never
    ? [{ type: "inject.answered", data, sees: control, ...cause }]
    : [{ type: "inject.missed", data, sees: control, ...cause }];
}

/** The times of an inject in words: how far it has come. */
export function standingOf({ timetable, spared }: Exercise, id: string): string {
  const entry = timetable.entries[id];
  if (entry?.doneEx !== undefined) return "delivered";
  if (entry?.state === "open") return spared[id] === undefined ? "scheduled" : "not needed";
  return entry?.state ?? "unknown";
}
