import type { Context } from "../context.ts";
import { actorWords } from "../../wording/actor.ts";
import { duration } from "../../wording/duration.ts";
import { sentence } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/** The levels that were in force, and the clock that ran. */
export const severity: Section = {
  id: "severity",
  title: "Severity and clock",
  view: (context) =>
    context.summary.incident === null &&
    (context.summary.drill.kind === "Test" || context.faultMs === null)
      ? undefined
      : { note: note(context), history: history(context), clock: clock(context) },
};

function note({ summary, clock: at, level }: Context): string {
  const { incident } = summary;
  if (incident === null) return "Nobody declared an incident, so no clock ran.";
  return `${sentence(actorWords(incident.declaredBy)).slice(0, -1)} declared ${incident.levels[0]?.label ?? level(incident.level)} ${incident.name} at ${at(incident.declaredMs)}: ${sentence(incident.text)} The name stays, whatever the level.`;
}

function history({ summary, clock: at, process }: Context): {
  label: string;
  head: string[];
  rows: string[][];
} {
  const levels = summary.incident?.levels ?? [];
  return {
    label: "Severity history",
    head: ["level", "from", "in force for", "why", "due"],
    rows: levels.map((span) => [
      span.label,
      at(span.fromMs),
      duration(span.ms),
      `${span.automatic ? "by the house's rule: " : ""}${span.why}`,
      span.deadlineMs === null
        ? "no target"
        : `${at(span.deadlineMs)}, ${process(span.deadlineMs - span.fromMs)} from then`,
    ]),
  };
}

function clock({ summary, process }: Context): string {
  const deadline = summary.incident?.deadline ?? null;
  if (deadline === null) return "The level that counts has no target.";
  const start = `The clock of ${deadline.label} allows ${process(deadline.targetMs)} and stops when users are back, not when somebody says so.`;
  if (deadline.marginMs === null)
    return `${start} It never stopped: users were not back when the play ended.`;
  return `${start} It stopped ${duration(Math.abs(deadline.marginMs))} ${deadline.kept ? "before" : "after"} it was due.`;
}
