import type { Context } from "../context.ts";
import { duration } from "../../wording/duration.ts";
import type { Section } from "./section.ts";

/** What was true against what people said: the gap that drills are about. */
export const gap: Section = {
  id: "gap",
  title: "Truth and what was declared",
  view: (context) => {
    if (context.faultMs === null || context.summary.drill.kind === "Test") return undefined;
    return {
      note:
        "The drill injected the fault and probed the system, so it knows what was true. The " +
        "incident record shows what was said. Each row is the gap between the two.",
      gaps: {
        label: "Truth and declared",
        head: ["what", "true", "said or seen", "gap"],
        rows: rows(context),
      },
      remarks: remarks(context),
    };
  },
};

function rows({ summary, clock }: Context): string[][] {
  const { moments, durations } = summary;
  const at = (ms: number | null, otherwise: string): string =>
    ms === null ? otherwise : clock(ms);
  const row = (
    what: string,
    truth: number | null,
    said: number | null,
    between: number | null,
    never: string,
  ): string[] => [what, at(truth, "–"), at(said, never), later(between)];
  return [
    row(
      "users affected, and first alert",
      moments.impact,
      moments.alert,
      durations.impactToAlert,
      "no alert",
    ),
    row(
      "users affected, and incident declared",
      moments.impact,
      moments.declared,
      moments.impact === null || moments.declared === null
        ? null
        : moments.declared - moments.impact,
      "not declared",
    ),
    row(
      "alert possible, and alert fired",
      moments.detectable,
      moments.alert,
      durations.detectableToAlert,
      "no alert",
    ),
    row(
      "incident declared, and cause proved",
      moments.declared,
      moments.diagnosed,
      durations.declaredToDiagnosed,
      "not proved",
    ),
    row(
      "service restored, and called mitigated",
      moments.contained,
      moments.mitigatedClaimed,
      durations.containedToMitigated,
      "never said",
    ),
  ];
}

/** How far what was said lies behind what was true. */
function later(ms: number | null): string {
  if (ms === null) return "–";
  if (ms === 0) return "none";
  return ms > 0 ? `${duration(ms)} later` : `${duration(-ms)} early`;
}

function remarks({ summary, clock }: Context): string[] {
  const claims = (summary.incident?.claims ?? []).filter(({ premature }) => premature);
  return claims.map(({ atMs, earlyMs }) => {
    return `At ${clock(atMs)} it was called mitigated; ${prematureText(earlyMs)}.`;
  });
}

function prematureText(earlyMs: number | null): string {
  if (earlyMs === null) return "service was not restored before the drill ended";
  return earlyMs > 0
    ? `users were affected for another ${duration(earlyMs)}`
    : "users were affected again at that moment";
}
