import { appendFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JudgedSummary } from "../../metrics/run-line.ts";
import { summaryOf } from "../../register/run-summaries.ts";

/**
 * A Test that reran a drill's fault with a corrective action in place. Kept in that drill's folder,
 * so that its report can say so.
 */
export interface Rerun {
  readonly corrective: string;
  readonly drill: string;
  /** Where the run folder is (default: beside the drill's own folder). */
  readonly runFolder?: string;
  readonly verdict: "pass" | "fail" | "unknown";
  readonly reason: string;
  /** Percent-minutes by service. */
  readonly impact: Readonly<Record<string, number>>;
}

const file = "reruns.jsonl";

export function addRerun(runFolder: string, rerun: Rerun): void {
  appendFileSync(join(runFolder, file), `${JSON.stringify(rerun)}\n`);
}

/**
 * The newest of each corrective action, in order of their names, with its summary where its folder
 * is still there.
 */
export function readReruns(
  runFolder: string,
): readonly (Rerun & { readonly summary?: JudgedSummary })[] {
  const newest = new Map<string, Rerun>();
  for (const line of linesOf(join(runFolder, file))) {
    const rerun = parsed(line);
    if (rerun !== undefined) newest.set(rerun.corrective, rerun);
  }
  return [...newest.values()]
    .toSorted((a, b) => a.corrective.localeCompare(b.corrective))
    .map((rerun) => ({
      ...rerun,
      ...summaryIn(rerun.runFolder ?? join(dirname(runFolder), rerun.drill)),
    }));
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

/** A torn line comes from a rerun whose record was not written to the end. */
function parsed(line: string): Rerun | undefined {
  try {
    return JSON.parse(line) as Rerun;
  } catch {
    return undefined;
  }
}

function summaryIn(runFolder: string): { summary?: JudgedSummary } {
  try {
    return { summary: summaryOf(runFolder) };
  } catch {
    return {};
  }
}
