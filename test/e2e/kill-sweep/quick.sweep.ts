/**
 * 200 points and more of a Test that is over within four seconds, and every other way to strike a
 * drill.
 */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { homeFor, root } from "../gameday.ts";
import { instants, momentsOf, spread, strikes } from "./points.ts";
import { keepResults } from "./result.ts";
import type { Blow, Moment, Point } from "./strike.ts";
import { say, sweep, wholeDrill } from "./sweep.ts";
import { tableLine } from "./table.ts";

const home = homeFor("all");
let moments: readonly Moment[];
let lengthMs: number;
const seed = process.env["GAMEDAY_SWEEP_SEED"] ?? "7f3a";
const run = [join(root, "test", "fixtures", "quick-test.yaml"), "--ci", "--proxy", "embedded"];

beforeAll(async () => {
  await wholeDrill({ home, run });
  const { events, ms, wrong } = await wholeDrill({ home, run });
  expect(wrong).toEqual([]);
  moments = momentsOf(events);
  lengthMs = ms;
  say(
    `quick-test: ${moments.length} state events, ${Math.round(ms)} ms from the command to its end, ${Math.round(events.at(-1)?.ex ?? 0)} ms of it the drill`,
  );
});

async function swept(what: string, points: readonly Point[]): Promise<void> {
  const result = await sweep({ home, run }, points, { wholeEvery: 10 });
  keepResults([tableLine({ what, swept: result })]);
  expect(result.rows.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(result.unclean).toEqual([]);
}

describe("quick-test, a Test on the process runtime", () => {
  it("is struck by SIGKILL at every state event", () =>
    swept("SIGKILL of the command at every state event", strikes("SIGKILL", moments)));

  it("is struck by SIGKILL at random instants", () =>
    swept(
      "SIGKILL of the command at random instants",
      strikes("SIGKILL", instants(Math.max(120, 200 - moments.length), lengthMs, seed)),
    ));

  const blows: readonly Blow[] = [
    "SIGTERM",
    "SIGHUP",
    "SIGSTOP, SIGCONT after 100 ms",
    "SIGSTOP",
    "SIGKILL of the watchdog",
    "SIGKILL of both",
    "SIGKILL of the process group",
  ];
  it.each(blows)("is struck by %s from its start to its end", (blow) =>
    swept(
      blow,
      strikes(blow, [...spread(moments, 4), ...instants(1, lengthMs, `${seed} ${blow}`)]),
    ),
  );
});
