import { labelOf, type Profile, type Severity } from "../../org/profile.ts";
import type { IncidentStep } from "../../incident/transition.ts";
import type { Summary } from "../../metrics/summary.ts";
import { runCommand } from "../../plan/again.ts";
import type { Plan } from "../../plan/plan.ts";
import { reviewDueOn } from "../../review/due.ts";
import type { About } from "../../review/event.ts";

/** What a review has to know of its drill. */
export function aboutOf(plan: Plan, { drill, incident }: Summary): About {
  const { profile } = plan.organisation;
  return {
    drill: drill.drill,
    kind: drill.kind,
    scenario: drill.scenario,
    variant: drill.variant ?? null,
    title: drill.title,
    run: runCommand(plan),
    category: plan.scenario.rootCause?.category ?? null,
    incident: incident === null ? null : `${labelOf(profile, incident.level)} ${incident.name}`,
    leftIn: leftIn(incident),
    ended: drill.endedWall,
    reviewDue:
      drill.kind === "Test"
        ? null
        : reviewDueOn(drill.endedWall, gravest(profile, incident)?.reviewDue),
  };
}

function leftIn(incident: Summary["incident"]): IncidentStep {
  if (incident === null) return "none";
  return incident.states.findLast(({ atMs }) => atMs >= incident.declaredMs)?.state ?? "declared";
}

/** The highest severity that it had. One that was never declared counts as the worst. */
function gravest(profile: Profile, incident: Summary["incident"]): Severity | undefined {
  const had = new Set(incident?.levels.map(({ level }) => level));
  return profile.severities
    .filter(({ id }) => incident === null || had.has(id))
    .toSorted((a, b) => a.rank - b.rank)[0];
}
