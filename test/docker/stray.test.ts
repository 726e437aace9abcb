/** What is in the engine of drills that a register does not know. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { identityOf } from "../../src/register/identity.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry, type Entry } from "../../src/register/registry.ts";
import {
  chooseStrays,
  findLeftovers,
  removeStray,
  type Leftovers,
} from "../../src/watch/strays.ts";
import { labelsOf } from "../../src/runtime/docker/labels.ts";
import { sweepDrill } from "../../src/runtime/docker/sweep.ts";
import type { DrillMark } from "../../src/runtime/drill-mark.ts";
import { testMark } from "../support/test-mark.ts";
import { engineForTests } from "./docker-stack.ts";

const found = await engineForTests([]);

describe.skipIf(found === undefined)("things of a drill in an engine", () => {
  const home = mkdtempSync(join(tmpdir(), "gds-"));
  const paths = {
    root: home,
    state: join(home, "state"),
    cache: join(home, "cache"),
    runs: join(home, "runs"),
    sockets: join(home, "s", "gd"),
  };
  const marks: DrillMark[] = [];
  afterEach(async () => {
    for (const mark of marks.splice(0))
      if (found !== undefined) await sweepDrill(found.engine.docker, mark);
    rmSync(home, { recursive: true, force: true });
  });

  it("are orphans of a drill that has ended, or strays: only those past their time by the engine's clock, or named in full, are removed", async () => {
    if (found === undefined) return;
    const { docker } = found.engine;
    mkdirSync(paths.runs, { recursive: true });
    const registry = new Registry(paths.state);
    const { owner } = identityOf(paths.state);
    const run = randomBytes(4).toString("hex");
    const leave = async (mark: DrillMark): Promise<DrillMark> => {
      marks.push(mark);
      await docker.createNetwork({ Name: `gameday-test-${mark.secret}`, Labels: labelsOf(mark) });
      await docker.createVolume({ Name: `gameday-test-${mark.secret}`, Labels: labelsOf(mark) });
      return mark;
    };
    const registered = (seed: string): Entry =>
      registerRun(paths, registry, {
        wallMs: 0,
        scenario: `x${run}`,
        seed,
        runtime: "docker",
        limitMs: 60_000,
        files: {},
      });
    const [running, ended] = [registered("aaaa"), registered("bbbb")];
    registry.end(ended.drill, "over", "2026-11-21T19:00:00.000Z");
    await Promise.all([running.mark, ended.mark].map(leave));
    const forgotten = await leave(testMark({ drill: `forgotten-${run}`, owner }));
    const theirs = await leave(testMark({ drill: running.drill }));
    const lost = await leave(testMark({ drill: `lost-${run}`, lastsS: 0 }));
    const look = (): Promise<Leftovers> => findLeftovers(registry, paths.state, found.engine);
    // The engine tells ages in whole seconds.
    await expect
      .poll(
        async () => (await look()).strays.find(({ mark }) => mark.secret === lost.secret)?.expired,
        { timeout: 10_000 },
      )
      .toBe(true);
    const { orphaned, strays } = await look();
    expect(orphaned.map(({ drill }) => drill)).toEqual([ended.drill]);
    const seen = strays.filter(({ mark }) => marks.some(({ secret }) => secret === mark.secret));
    const told = Object.fromEntries(
      seen.map(({ mark: { secret }, whose, things, expired, lives }) => [
        secret,
        { whose, things, expired, lives },
      ]),
    );
    expect(told).toEqual({
      [forgotten.secret]: { whose: "ours", things: 2, expired: false, lives: false },
      [theirs.secret]: { whose: "another's", things: 2, expired: false, lives: false },
      [lost.secret]: { whose: "another's", things: 2, expired: true, lives: false },
    });
    expect(chooseStrays(seen, undefined).map(({ mark }) => mark.secret)).toEqual([lost.secret]);
    expect(() => chooseStrays(seen, "forgotten")).toThrow(
      expect.objectContaining({ code: "GD-C006" }),
    );
    for (const stray of [...chooseStrays(seen, undefined), ...chooseStrays(seen, forgotten.drill)])
      expect(await removeStray(stray, found.engine)).toEqual([]);
    expect(
      (await look()).strays
        .filter(({ mark }) => marks.some(({ secret }) => secret === mark.secret))
        .map(({ mark }) => mark.secret),
    ).toEqual([theirs.secret]);
    expect(
      (await docker.listNetworks({ filters: { label: [`gameday.secret=${running.mark.secret}`] } }))
        .length,
    ).toBe(1);
  });
});
