/** What a sweep found, in numbers. */
import type { Swept } from "./sweep.ts";
import type { Row } from "./strike.ts";

/** One line of the result table. */
export interface Line {
  readonly what: string;
  readonly swept: Swept;
}

export const tableHead = [
  "| killed by | points | healed by its watchdog | by itself | by `gameday stop` | nothing to heal | seconds to heal: p50 | p99 | max | residue and other wrongs | whole drills between: clean |",
  "|---|---|---|---|---|---|---|---|---|---|---|",
];

export function tableLine({ what, swept: { rows, whole, unclean } }: Line): string {
  const by = (healed: Row["healed"]): number => rows.filter((row) => row.healed === healed).length;
  const seconds = rows
    .filter(({ healed }) => healed !== "nothing to heal")
    .map((row) => row.seconds)
    .toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (
      seconds[Math.min(seconds.length - 1, Math.ceil(share * seconds.length) - 1)] ?? Number.NaN
    ).toFixed(2);
  const wrong = rows.reduce((sum, row) => sum + row.wrong.length, 0);
  return `| ${[what, rows.length, by("watchdog"), by("itself"), by("stop"), by("nothing to heal"), at(0.5), at(0.99), at(1), wrong, `${whole - unclean.length} of ${whole}`].join(" | ")} |`;
}
