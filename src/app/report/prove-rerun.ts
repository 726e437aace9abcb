import { impactByService } from "../../metrics/impact.ts";
import { buildRun, type Built } from "./build.ts";
import type { Paths } from "../../register/paths.ts";
import type { Entry, Registry } from "../../register/registry.ts";
import { recordReruns } from "./record-reruns.ts";
import { addRerun } from "./reruns.ts";
import { messageOf } from "../../kernel/message-of.ts";

export interface FinishedRerun {
  readonly entry: Entry;
  readonly built: Built;
  readonly corrective: string;
  /** The drill that the rerun proves something for; undefined for a Test of its own. */
  readonly of: string | undefined;
}

/**
 * Reports a finished rerun to the drill whose corrective action it proves, and builds that drill's
 * report again; returns which drill that is.
 */
export async function proveRerun(
  paths: Paths,
  registry: Registry,
  { entry: { drill, runFolder }, built: { judgement, summary }, corrective, of }: FinishedRerun,
  say: (text: string) => void,
): Promise<string | undefined> {
  const proven = of === undefined ? undefined : registry.read(of);
  if (proven === undefined) return undefined;
  try {
    addRerun(proven.runFolder, {
      corrective,
      drill,
      runFolder,
      verdict: judgement.verdict,
      reason: judgement.reason,
      impact: impactByService(summary.impact),
    });
    await recordReruns(proven.runFolder);
    await buildRun(paths, proven.runFolder);
    return proven.drill;
  } catch (error) {
    // The rerun is valid whatever has become of the other folder.
    say(`the report of ${proven.drill} does not show this rerun: ${messageOf(error)}`);
    return undefined;
  }
}
