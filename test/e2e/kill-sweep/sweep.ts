/**
 * A sweep over many points in one home, one after the other: each drill is also the proof that the
 * one before left nothing in its way.
 */
import { join } from "node:path";
import type { GamedayEvent } from "../../../src/event/event.ts";
import { drillsOf, gameday, resultOf } from "../gameday.ts";
import { eventsIn, leftOf, newDrills } from "./left.ts";
import { nameOf } from "./points.ts";
import { strike, type Arena, type Point, type Row } from "./strike.ts";

export interface Swept {
  readonly rows: readonly Row[];
  /**
   * Whole drills in between and at the end, and how many of them did not pass or found something of
   * an earlier one.
   */
  readonly whole: number;
  readonly unclean: readonly string[];
}

/** Tells whoever waits how far it is. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * A drill from its start to its end, nobody interfering: its events, how long the command took, and
 * what was not right.
 */
export async function wholeDrill({
  home,
  run,
  env,
  engine,
}: Arena): Promise<{ events: readonly GamedayEvent[]; ms: number; wrong: readonly string[] }> {
  const before = drillsOf(home);
  const began = performance.now();
  const ended = await gameday(home, ["run", ...run, "--json"], { env: env ?? {} });
  const ms = performance.now() - began;
  const drills = newDrills(home, before);
  const { verdict, reason, residue } = resultOf(ended);
  const wrong =
    verdict === "pass" && residue.length === 0
      ? []
      : [`${verdict}: ${reason} ${JSON.stringify(residue)}`];
  const warned = ended.stderr.split("\n").filter((line) => line.startsWith("! "));
  return {
    events: eventsIn(join(home.runs, drills[0] ?? "")),
    ms,
    wrong: [...wrong, ...warned, ...(await leftOf(home, drills, engine?.env))],
  };
}

/** Strikes at each point in turn; a whole drill follows every so many points, and the last. */
export async function sweep(
  arena: Arena,
  points: readonly Point[],
  { wholeEvery }: { wholeEvery: number },
): Promise<Swept> {
  const rows: Row[] = [];
  const unclean: string[] = [];
  let whole = 0;
  for (const [i, point] of points.entries()) {
    const row = await strike(arena, point);
    rows.push(row);
    say(
      `${String(i + 1).padStart(3)} of ${points.length}  ${nameOf(point)}  (last on disk: ${row.last})  healed by ${row.healed} in ${row.seconds.toFixed(2)} s${row.wrong.length === 0 ? "" : `\n      WRONG ${row.wrong.join("\n      WRONG ")}`}`,
    );
    if ((i + 1) % wholeEvery !== 0 && i + 1 < points.length) continue;
    const drill = await wholeDrill(arena);
    whole += 1;
    unclean.push(...drill.wrong);
    for (const one of drill.wrong) say(`      WRONG in a whole drill after it: ${one}`);
  }
  return { rows, whole, unclean };
}
