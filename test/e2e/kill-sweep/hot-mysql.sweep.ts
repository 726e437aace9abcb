/**
 * Points of a real drill with a database: at state events spread over it, and at random instants.
 */
import { describe, expect, it } from "vitest";
import { serverForTests } from "../../support/real-server.ts";
import { homeFor } from "../gameday.ts";
import { instants, momentsOf, spread, strikes } from "./points.ts";
import { keepResults } from "./result.ts";
import { say, sweep, wholeDrill } from "./sweep.ts";
import { tableLine } from "./table.ts";

const server = await serverForTests();

const home = homeFor("all");

const run = ["hot-mysql", "--autopilot", "--mitigation", "block-customer"];

describe.skipIf(server === undefined)("hot-mysql on the process runtime", () => {
  it("is struck by SIGKILL at state events and random instants", async () => {
    const { events, ms, wrong } = await wholeDrill({ home, run });
    expect(wrong).toEqual([]);
    say(`hot-mysql: ${Math.round(ms / 1_000)} s from the command to its end`);
    const points = strikes("SIGKILL", [
      ...spread(momentsOf(events), 14),
      ...instants(6, ms, "7f3a"),
    ]);
    const result = await sweep({ home, run }, points, { wholeEvery: points.length });
    keepResults([
      tableLine({
        what: "hot-mysql: SIGKILL of the command at 14 state events and 6 random instants",
        swept: result,
      }),
    ]);
    expect(result.rows.flatMap((row) => row.wrong)).toEqual([]);
    expect(result.unclean).toEqual([]);
  });
});
