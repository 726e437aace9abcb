import { formatDuration } from "../../kernel/duration.ts";
import type { IncidentState } from "../incident.ts";
import type { Breach } from "../practice.ts";
import type { Severity } from "../../org/profile.ts";

/**
 * Soon after the declaration the severity is settled: one raise because it got worse is right, to
 * lower it or to change it again is a debate, and belongs into the review.
 */
export function debate(
  { declaredEx = 0, loop, profile, timeScale }: IncidentState,
  from: Severity,
  to: Severity,
  exMs: number,
): readonly Breach[] {
  const sinceMs = exMs - declaredEx;
  const raisedOnce = to.rank < from.rank && loop.regraded === 0;
  if (raisedOnce || sinceMs <= profile.timers.severityMs / timeScale) return [];
  return [
    {
      rule: "severity-debate",
      text: `The severity is debated ${formatDuration(sinceMs)} after the declaration.`,
      instead: "Keep it for now; the review decides whether it was right.",
    },
  ];
}
