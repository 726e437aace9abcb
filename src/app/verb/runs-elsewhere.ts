import { originText } from "../../journal/origin.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Entry } from "../../register/registry.ts";

/** GD-C013: the drill can be neither seen nor ended from here. */
export function runsElsewhere({ drill, origin }: Entry): GamedayError {
  return new GamedayError(
    "GD-C013",
    `${drill} runs on ${originText(origin)}, which cannot be seen from here`,
    { hint: `end it there; if that host is gone for good: gameday stop ${drill} --elsewhere` },
  );
}
