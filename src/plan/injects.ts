import type { EventPattern, PlannedInject } from "../event/inject.ts";
import type { Scenario } from "../scenario/schema.ts";

type Inject = Scenario["injects"][string];

/**
 * The injects of a scenario as a drill plans them, by id. Their times are the process's, so the
 * time scale divides them.
 */
export function plannedInjects(
  { injects }: Pick<Scenario, "injects">,
  timeScale: number,
): Readonly<Record<string, PlannedInject>> {
  const ids = Object.keys(injects);
  return Object.fromEntries(
    Object.entries(injects).map(([id, inject]) => [id, planned(inject, ids, timeScale)]),
  );
}

function planned(inject: Inject, ids: readonly string[], timeScale: number): PlannedInject {
  const { kind, from, name, to, title, person, answer, note, expect } = inject;
  return {
    kind,
    from,
    name,
    to,
    private: inject.private,
    title,
    text: inject.text ?? "",
    ...timesOf(inject, ids, timeScale),
    person,
    answer,
    note,
    expect: expect.map(({ within, ...rest }) => ({ ...rest, withinMs: within / timeScale })),
  };
}

function timesOf(
  { at, when }: Inject,
  ids: readonly string[],
  timeScale: number,
): Pick<PlannedInject, "after" | "inMs" | "unless"> {
  if (when !== undefined) {
    const { no, by, after, ...pattern } = when;
    return {
      after: markOf(after, ids),
      inMs: by / timeScale,
      unless: { event: no, ...pattern },
    };
  }
  return { after: markOf(at?.after ?? "fault", ids), inMs: (at?.in ?? 0) / timeScale };
}

/** A name that is no mark of the schedule is a type of event. */
function markOf(after: string | EventPattern, ids: readonly string[]): string | EventPattern {
  if (typeof after !== "string" || scheduleMarks.includes(after) || ids.includes(after))
    return after;
  return { event: after };
}

/** What every schedule can count from. */
export const scheduleMarks: readonly string[] = ["start", "fault"];

/** By the id of a fault, the inject with which it happens. */
export function injectsOfFaults({
  injects,
}: Pick<Scenario, "injects">): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(injects).flatMap(([id, { kind, fault }]) =>
      kind === "fault" && fault !== undefined ? [[fault, id] as const] : [],
    ),
  );
}
