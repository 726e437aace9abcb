import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { redisServer } from "../../src/runtime/process/distro/index.ts";
import { findProgram } from "../../src/runtime/process/distro/program.ts";
import { lacking, required } from "../support/required.ts";
import { expectNothingLeft, gameday, homeFor, root } from "./gameday.ts";

// It downloads from the distribution, so it runs only where that was asked for; and only where
// Redis is not installed for good.
const installed = (await findProgram(redisServer, "/nowhere")).found !== undefined;
if (!required("redis")) lacking("downloads");

describe.skipIf(!required("redis") || installed)("a part that a drill lacks", () => {
  const home = homeFor("all");
  const run = (...more: string[]): ReturnType<typeof gameday> =>
    gameday(
      home,
      [
        "run",
        join(root, "test", "fixtures", "stored-test.yaml"),
        "--runtime",
        "process",
        "--ci",
        "--seed",
        "7f3a",
        ...more,
      ],
      { env: { XDG_CACHE_HOME: join(home.folder, "cache") } },
    );

  it("is only named in a dry run", async () => {
    const { code, stdout } = await run("--dry-run");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(
        "redis: no redis-server or valkey-server on PATH or in the cache; it is fetched when the drill runs",
      ),
    ]);
    expect(existsSync(join(home.folder, "cache", "gameday", "programs"))).toBe(false);
  });

  it("is fetched into the cache, with a line for each step, and the drill goes on", async () => {
    const { code, stdout, stderr } = await run();
    expect(stderr).toMatch(/download redis[^]*unpack/);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ PASS {2}/m)]);
    expect(existsSync(join(home.folder, "cache", "gameday", "programs", "redis"))).toBe(true);
    await expectNothingLeft(home);
  }, 900_000);
});
