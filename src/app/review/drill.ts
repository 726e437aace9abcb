import type { JudgedSummary } from "../../metrics/run-line.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Plan } from "../../plan/plan.ts";
import { findRun, type FoundRun } from "../../register/find-run.ts";
import type { Paths } from "../../register/paths.ts";
import { Registry } from "../../register/registry.ts";
import { summaryOf, whyNot } from "../../register/run-summaries.ts";
import type { About } from "../../review/event.ts";
import { actionsFile } from "../../review/file.ts";
import { aboutOf } from "../report/about.ts";
import { readPlan } from "../report/read-plan.ts";

/** A drill that has ended, with what a review needs of it. */
export interface EndedDrill {
  readonly runFolder: string;
  readonly plan: Plan;
  readonly summary: JudgedSummary;
  readonly about: About;
  /** Where its actions are, whether there is such a file yet or not. */
  readonly file: string;
}

/** The named drill, or the last one that ended; Tests and single faults must be named. */
export function endedDrill(paths: Paths, wanted: string | undefined, cwd: string): EndedDrill {
  if (wanted === undefined) return lastEnded(paths);
  const found = findRun(paths, wanted, cwd);
  const registry = new Registry(paths.state);
  const entry = registry.read(found.drill);
  const life = entry === undefined ? "ended" : registry.life(entry);
  if (life !== "ended")
    throw new GamedayError(
      "GD-C005",
      `${found.drill} has not ended, and a review comes after the end`,
      {
        hint:
          life === "dead"
            ? `it died: gameday stop ${found.drill}`
            : "gameday status shows it; gameday stop ends it",
      },
    );
  return opened(found);
}

function lastEnded(paths: Paths): EndedDrill {
  const registry = new Registry(paths.state);
  const ended = registry
    .list()
    .filter((entry) => entry.kind !== "fault" && registry.life(entry) === "ended")
    .toReversed();
  for (const entry of ended) {
    const found = tried(entry);
    if (found?.about.kind === "Drill") return found;
  }
  throw new GamedayError("GD-C006", "no drill has ended yet", { hint: "gameday run hot-mysql" });
}

/** The default leaves out runs whose folder is gone or damaged. */
function tried(run: FoundRun): EndedDrill | undefined {
  try {
    return opened(run);
  } catch {
    return undefined;
  }
}

function opened({ drill, runFolder }: FoundRun): EndedDrill {
  const plan = readPlan(runFolder);
  let summary: JudgedSummary;
  try {
    summary = summaryOf(runFolder);
  } catch (error) {
    throw new GamedayError("GD-R005", `${drill} cannot be reviewed: ${whyNot(runFolder, error)}`, {
      cause: error,
    });
  }
  return { runFolder, plan, summary, about: aboutOf(plan, summary), file: actionsFile(runFolder) };
}
