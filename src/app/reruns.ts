import { appendFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Summary } from "../metrics/summary.ts";

/** A Test that reran a drill's fault with a corrective action in place. Kept in that drill's folder, so that its report can say so. */
export interface Rerun {
  readonly corrective: string;
  readonly drill: string;
  readonly verdict: "pass" | "fail" | "unknown";
  readonly reason: string;
  /** Percent-minutes by service. */
  readonly impact: Readonly<Record<string, number>>;
}

const file = "reruns.jsonl";

export function addRerun(runFolder: string, rerun: Rerun): void {
  appendFileSync(join(runFolder, file), `${JSON.stringify(rerun)}\n`);
}

/** The newest of each corrective action, in order of their names. */
export function readReruns(runFolder: string): readonly (Rerun & { readonly summary?: Summary })[] {
  let text: string;
  try {
    text = readFileSync(join(runFolder, file), "utf8");
  } catch {
    return [];
  }
  const newest = new Map<string, Rerun>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const rerun = JSON.parse(line) as Rerun;
    newest.set(rerun.corrective, rerun);
  }
  return [...newest.values()].toSorted((a, b) => a.corrective.localeCompare(b.corrective)).map((rerun) => ({ ...rerun, ...summaryOf(runFolder, rerun.drill) }));
}

/** The Test's own summary, kept beside the drill's when its run folder lies beside it. */
function summaryOf(runFolder: string, drill: string): { summary?: Summary } {
  try {
    return { summary: JSON.parse(readFileSync(join(dirname(runFolder), drill, "summary.json"), "utf8")) as Summary };
  } catch {
    return {};
  }
}
