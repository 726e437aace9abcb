/** Ten points of a Test on containers. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { engineForTests } from "../../docker/docker-stack.ts";
import { gameday, homeFor, root } from "../gameday.ts";
import { momentsOf, spread, strikes } from "./points.ts";
import { keepResults } from "./result.ts";
import { say, sweep, wholeDrill } from "./sweep.ts";
import { tableLine } from "./table.ts";

const found = await engineForTests(["app", "toxiproxy"]);

const home = homeFor("all");
beforeAll(async () => {
  // The built command has compiled programs: another image than the sources'.
  if (found !== undefined)
    expect(await gameday(home, ["setup", "images", "app"])).toMatchObject({ code: 0 });
});

const run = [
  join(root, "test", "fixtures", "quick-test.yaml"),
  "--ci",
  "--runtime",
  "docker",
  "--seed",
  "swept",
];

describe.skipIf(found === undefined)("quick-test on containers", () => {
  it("is struck at ten points", async () => {
    const arena = { home, run, engine: { env: {} } };
    const { events, ms, wrong } = await wholeDrill(arena);
    expect(wrong).toEqual([]);
    say(`quick-test on containers: ${Math.round(ms)} ms from the command to its end`);
    const moments = momentsOf(events);
    const points = [
      ...strikes("SIGKILL", spread(moments, 7)),
      ...strikes("SIGKILL of both", [{ type: "fault.applied", nth: 1 }]),
      ...strikes("SIGKILL of the process group", [{ type: "component.state", nth: 3 }]),
      ...strikes("SIGTERM", [{ type: "fault.verified", nth: 1 }]),
    ];
    const result = await sweep(arena, points, { wholeEvery: points.length });
    keepResults([
      tableLine({
        what: "on containers: SIGKILL at 7 state events, of both, of the process group; SIGTERM",
        swept: result,
      }),
    ]);
    expect(result.rows.flatMap((row) => row.wrong)).toEqual([]);
    expect(result.unclean).toEqual([]);
  });
});
