import type { RunChoices } from "../plan/again.ts";
import type { Summary } from "./summary.ts";

/** How a drill was run, beyond its plan: what its command needs to be the same again. */
export function choicesOf({
  drill,
  load,
}: Pick<Summary, "drill" | "load">): Pick<RunChoices, "of" | "player" | "load"> {
  return { of: drill.rerunOf?.drill, player: drill.player, load: load.driver };
}
