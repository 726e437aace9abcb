/** What was left in the engine by drills whose register is lost. */
import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { strayDrills } from "../../src/app/sweep-stack.ts";
import { labelsOf, type DrillMark } from "../../src/runtime/docker/labels.ts";
import { sweepDrill } from "../../src/runtime/docker/sweep.ts";
import { engineForTests } from "./docker-stack.ts";

const found = await engineForTests([]);

describe.skipIf(found === undefined)("things of a drill in an engine", () => {
  const marks: DrillMark[] = [];
  afterEach(async () => {
    for (const mark of marks.splice(0)) if (found !== undefined) await sweepDrill(found.engine.docker, mark);
  });

  it("are leftovers when this register does not know them, or when they are another's and past their time; what may be running elsewhere is not", async () => {
    if (found === undefined) return;
    const { docker } = found.engine;
    const run = randomBytes(4).toString("hex");
    const leave = async (owner: string, drill: string, expiresInMs: number): Promise<void> => {
      const mark = { owner, drill: `${drill}-${run}`, expires: new Date(Date.now() + expiresInMs).toISOString() };
      marks.push(mark);
      await docker.createNetwork({ Name: `gameday-test-${drill}-${run}`, Labels: labelsOf(mark) });
      await docker.createVolume({ Name: `gameday-test-${drill}-${run}`, Labels: labelsOf(mark) });
    };
    await Promise.all([leave(`me-${run}`, "known", -1), leave(`me-${run}`, "forgotten", 600_000), leave(`they-${run}`, "running", 600_000), leave(`they-${run}`, "lost", -1_000)]);
    const strays = await strayDrills(found.engine, `me-${run}`, (drill) => drill === `known-${run}`);
    const mine = strays.filter(({ drill }) => drill.endsWith(run)).toSorted((a, b) => a.drill.localeCompare(b.drill));
    expect(mine).toEqual([{ drill: `forgotten-${run}`, owner: `me-${run}`, things: 2, expired: false }, { drill: `lost-${run}`, owner: `they-${run}`, things: 2, expired: true }]);
    for (const one of mine) expect(await sweepDrill(found.engine.docker, one)).toEqual([]);
    expect((await strayDrills(found.engine, `me-${run}`, (drill) => drill === `known-${run}`)).filter(({ drill }) => drill.endsWith(run))).toEqual([]);
  });
});
