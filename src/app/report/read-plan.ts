import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSealed } from "../../journal/seal.ts";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import type { Plan } from "../../plan/plan.ts";
import { withOrganisation } from "../../register/presets.ts";

/** The plan of a run; GD-R005 when its folder has none that can be read. */
export function readPlan(runFolder: string): Plan {
  try {
    const text = readFileSync(join(runFolder, "plan.json"), "utf8");
    if (isSealed(text))
      throw new GamedayError("GD-R005", `${runFolder} is sealed until its drill has ended`, {
        hint: "gameday status shows it; gameday stop heals and opens one that died",
      });
    return withOrganisation(JSON.parse(text) as Plan);
  } catch (error) {
    if (error instanceof GamedayError) throw error;
    throw new GamedayError("GD-R005", `${runFolder} is not a run folder: ${messageOf(error)}`, {
      hint: "gameday history lists the drills; a report takes a drill's id, a part of it, or its run folder",
      cause: error,
    });
  }
}
