import { groupsOf, type Group } from "../../metrics/history.ts";
import { runLine, type RunLine } from "../../metrics/run-line.ts";
import type { Paths } from "../../register/paths.ts";
import { eachSummary, type SkippedRun } from "../../register/run-summaries.ts";

export interface History {
  /** Oldest first. */
  readonly runs: readonly RunLine[];
  readonly groups: readonly Group[];
  /** Deleted, unfinished or damaged runs: listed, never counted. */
  readonly skipped: readonly SkippedRun[];
  /** Every scenario with finished runs, whichever was asked for. */
  readonly scenarios: readonly string[];
}

/**
 * Every finished run of this machine's register and this folder, or those of one scenario
 * (`hot-mysql`, `hot-mysql/row-lock`).
 */
export function history(paths: Paths, scenario: string | undefined): History {
  const runs: RunLine[] = [];
  const scenarios = new Set<string>();
  const skipped = eachSummary(paths, (summary) => {
    const run = runLine(summary);
    scenarios.add(run.scenario);
    if (
      scenario === undefined ||
      run.scenario === scenario ||
      `${run.scenario}/${run.variant ?? ""}` === scenario
    )
      runs.push(run);
  });
  runs.sort((a, b) => a.startedWall.localeCompare(b.startedWall) || a.drill.localeCompare(b.drill));
  return { runs, groups: groupsOf(runs), skipped, scenarios: [...scenarios].toSorted() };
}
