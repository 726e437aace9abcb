import type { Context } from "../context.ts";
import { actorWords } from "../../wording/actor.ts";
import { duration } from "../../wording/duration.ts";
import { sentence } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/** The severities that applied, and the clock that ran. */
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
  if (incident === null) return "No incident was declared, so no clock ran.";
  return (
    `${sentence(actorWords(incident.declaredBy)).slice(0, -1)} declared ` +
    `${incident.levels[0]?.label ?? level(incident.level)} ${incident.name} at ` +
    `${at(incident.declaredMs)}: ${sentence(incident.text)} The name stays the same ` +
    "whatever the severity."
  );
}

function history({ summary, clock: at, process }: Context): {
  label: string;
  head: string[];
  rows: string[][];
} {
  const levels = summary.incident?.levels ?? [];
  return {
    label: "Severity history",
    head: ["severity", "from", "for", "reason", "due"],
    rows: levels.map((span) => [
      span.label,
      at(span.fromMs),
      duration(span.ms),
      `${span.automatic ? "automatically: " : ""}${span.why}`,
      span.deadlineMs === null
        ? "no target"
        : `${at(span.deadlineMs)}, ${process(span.deadlineMs - span.fromMs)} later`,
    ]),
  };
}

function clock({ summary, process }: Context): string {
  const deadline = summary.incident?.deadline ?? null;
  if (deadline === null) return "The severity that applied has no time-to-mitigate target.";
  const start =
    `${deadline.label} has a time-to-mitigate target of ${process(deadline.targetMs)}. ` +
    "The clock stops when service is restored, not when it is called mitigated.";
  if (deadline.marginMs === null)
    return `${start} It never stopped: service was not restored before the drill ended.`;
  return `${start} It stopped ${duration(Math.abs(deadline.marginMs))} ${deadline.kept ? "before" : "after"} the target.`;
}
