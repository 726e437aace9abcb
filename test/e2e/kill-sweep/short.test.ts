/**
 * The kill sweep in short, for every CI run: about two minutes. All of it: npm run test:kill-sweep.
 */
import { describe, expect, it } from "vitest";
import { homeFor, root } from "../gameday.ts";
import { join } from "node:path";
import { momentsOf, spread, strikes } from "./points.ts";
import type { Blow, Moment, Row } from "./strike.ts";
import { sweep, wholeDrill } from "./sweep.ts";

const home = homeFor("all");

const run = [join(root, "test", "fixtures", "quick-test.yaml"), "--ci", "--proxy", "embedded"];

describe.skipIf(process.platform !== "linux")("a drill that is struck", () => {
  let moments: readonly Moment[];

  it("runs to its end when it is not", async () => {
    const { events, wrong } = await wholeDrill({ home, run });
    expect(wrong).toEqual([]);
    moments = momentsOf(events);
    expect(moments.length).toBeGreaterThan(30);
  });

  it("by SIGKILL at moments from its first event to its last is healed unasked, and the next one starts clean", async () => {
    const { rows, unclean } = await sweep({ home, run }, strikes("SIGKILL", spread(moments, 10)), {
      wholeEvery: 10,
    });
    expect(rows.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(unclean).toEqual([]);
  });

  it("by any other blow while its faults work is healed by whom it leaves alive, and leaves nothing", async () => {
    const healers: readonly (readonly [Blow, Row["healed"]])[] = [
      ["SIGTERM", "itself"],
      ["SIGHUP", "itself"],
      ["SIGSTOP, SIGCONT after 100 ms", "itself"],
      ["SIGKILL of the watchdog", "itself"],
      ["SIGKILL of the process group", "watchdog"],
      ["SIGKILL of both", "stop"],
    ];
    const points = healers.map(([blow]) => ({
      blow,
      moment: { type: "fault.applied" as const, nth: 2 },
    }));
    const { rows, unclean } = await sweep({ home, run }, points, { wholeEvery: 10 });
    expect(rows.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(rows.map(({ point, healed }) => [point.blow, healed])).toEqual(healers);
    expect(unclean).toEqual([]);
  });
});
