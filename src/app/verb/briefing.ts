import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { handout } from "../../register/handout.ts";
import { runningDrill } from "./send.ts";

/** The briefing of a running drill, as it was handed out. */
export function readBriefing(drill: string | undefined): {
  readonly drill: string;
  readonly file: string;
  readonly text: string;
} {
  const entry = runningDrill(drill);
  const file = join(entry.runFolder, handout);
  try {
    return { drill: entry.drill, file, text: readFileSync(file, "utf8") };
  } catch (error) {
    throw new GamedayError("GD-C005", `${entry.drill} has no briefing: ${file} cannot be read`, {
      hint: "a Test has none; gameday status shows its progress",
      cause: error,
    });
  }
}
