import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { compareRuns, type Comparison } from "../../metrics/compare.ts";
import { differences, obstacles, runLine, type JudgedSummary } from "../../metrics/run-line.ts";
import { comparisonPage } from "../../report/comparison/comparison.ts";
import { comparedRow, resultWords } from "../../report/comparison/words.ts";
import { loadTemplates } from "../../report/templates.ts";
import { readPlan } from "./read-plan.ts";
import { findRun } from "../../register/find-run.ts";
import type { Paths } from "../../register/paths.ts";
import { summaryOf, whyNot } from "../../register/run-summaries.ts";

export interface CompareWish {
  readonly first: string;
  readonly second: string;
  /** Also compares runs that cannot be compared fairly, and says so. */
  readonly anyway: boolean;
  /** Where to write the page. */
  readonly html: string | undefined;
}

export interface Compared extends Comparison {
  readonly page: string | undefined;
}

/** Two finished runs, figure by figure; GD-C011 with every reason when they are not comparable. */
export function compare(paths: Paths, cwd: string, wish: CompareWish): Compared {
  const found = [findRun(paths, wish.first, cwd), findRun(paths, wish.second, cwd)] as const;
  const [first, second] = [read(found[0]), read(found[1])];
  const runs = [runLine(first), runLine(second)] as const;
  const against = obstacles(...runs);
  if (against.length > 0 && !wish.anyway)
    throw new GamedayError(
      "GD-C011",
      `${runs[0].drill} and ${runs[1].drill} cannot be compared\n${against.map((line) => `  ${line}`).join("\n")}`,
      {
        hint: "gameday history groups the runs that can be compared; --anyway compares these regardless",
      },
    );
  const figures = compareRuns(first, second);
  const page = wish.html === undefined ? undefined : resolve(cwd, wish.html);
  if (page !== undefined) {
    const templates = loadTemplates(join(paths.root, "reports", "templates"));
    write(
      page,
      comparisonPage(
        { plan: readPlan(found[0].runFolder), summary: first },
        { plan: readPlan(found[1].runFolder), summary: second },
        templates,
      ),
    );
  }
  return {
    runs,
    obstacles: against,
    differences: differences(...runs),
    figures,
    rows: figures.map(comparedRow),
    result: resultWords(runs, figures),
    page,
  };
}

function read({ drill, runFolder }: { drill: string; runFolder: string }): JudgedSummary {
  try {
    return summaryOf(runFolder);
  } catch (error) {
    throw new GamedayError("GD-R005", `${drill} cannot be read: ${whyNot(runFolder, error)}`, {
      hint: "gameday history lists the runs",
      cause: error,
    });
  }
}

function write(page: string, text: string): void {
  try {
    writeFileSync(page, text);
  } catch (error) {
    throw new GamedayError("GD-E006", `cannot write ${page}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
