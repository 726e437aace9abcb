import type { Summary } from "../../metrics/summary.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Paths } from "../../register/paths.ts";
import { eachSummary } from "../../register/run-summaries.ts";
import type { Closure } from "../../report/context.ts";
import { earlierActions, isSameCause, type EarlierDrill } from "../../review/earlier.ts";
import type { About } from "../../review/event.ts";
import { actionsFile, readReview } from "../../review/file.ts";
import { aboutOf } from "./about.ts";
import { readPlan } from "./read-plan.ts";

/**
 * What a report says of a drill's review; undefined for a Test, to which no one responded. GD-R007
 * when its own actions file is damaged.
 */
export function closureOf(
  paths: Paths,
  runFolder: string,
  { plan, summary }: { readonly plan: Plan; readonly summary: Summary },
): Closure | undefined {
  if (summary.drill.kind === "Test") return undefined;
  const about = aboutOf(plan, summary);
  return {
    review: readReview(actionsFile(runFolder)),
    reviewDue: about.reviewDue,
    earlier: earlierDrills(paths, about, summary.drill.startedWall),
  };
}

/** Finished drills before that moment with the same cause, in which a fault was applied. */
export function earlierDrills(
  paths: Paths,
  about: About,
  startedWall: string,
): readonly EarlierDrill[] {
  const found: EarlierDrill[] = [];
  eachSummary(paths, (summary, runFolder) => {
    const { drill, moments, judgement } = summary;
    if (drill.kind === "Test" || moments.fault === null || drill.scenario !== about.scenario)
      return;
    if (drill.startedWall >= startedWall || drill.drill === about.drill) return;
    const other = aboutOf(readPlan(runFolder), summary);
    if (!isSameCause(about, other)) return;
    found.push({
      drill: drill.drill,
      started: drill.startedWall,
      verdict: judgement.verdict,
      incident: other.incident,
      actions: actionsOf(runFolder),
    });
  });
  return found.toSorted((a, b) => a.started.localeCompare(b.started));
}

/** What cannot be read of another drill does not keep this one from its report. */
function actionsOf(runFolder: string): EarlierDrill["actions"] {
  try {
    return earlierActions(readReview(actionsFile(runFolder)));
  } catch {
    return [];
  }
}
