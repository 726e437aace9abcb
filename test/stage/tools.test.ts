import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { doctor } from "../../src/app/doctor/doctor.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { findPaths } from "../../src/register/paths.ts";
import { chooseTools, describeTools } from "../../src/stage/tools.ts";
import type { Scenario } from "../../src/plan/plan.ts";
import { ownFolder } from "../support/own-folder.ts";

const bin = ownFolder();
const empty = { PATH: "" };
const here = findPaths(process.env, process.cwd());
const paths = { ...here, cache: "/nowhere" };
const { scenario: linked } = loadScenario(here, "slow-database", process.cwd());
const { scenario: plain } = loadScenario(here, "hot-mysql", process.cwd());
const [flow = ""] = Object.keys(plain.load.flows);
const journey = plain.load.flows[flow]?.journey ?? "";
const scripted: Scenario = {
  ...plain,
  load: {
    ...plain.load,
    journeys: {
      ...plain.load.journeys,
      [journey]: { to: "gateway", vars: {}, steps: [], script: "mine.k6.js" },
    },
  },
};

beforeAll(() => {
  writeFileSync(join(bin, "k6"), '#!/bin/sh\necho "k6 v2.2.0 (go1.26, linux/amd64)"\n', {
    mode: 0o755,
  });
  writeFileSync(
    join(bin, "toxiproxy-server"),
    '#!/bin/sh\necho "toxiproxy-server version 2.12.0"\n',
    { mode: 0o755 },
  );
});

const auto = { load: "auto", proxy: undefined };

describe("the tools of a drill", () => {
  it("are our own when nothing is asked for and nothing is there, and it is said why", async () => {
    const tools = await chooseTools(paths, linked, auto, empty);
    expect(describeTools(tools)).toEqual([
      "load by the built-in driver: it needs no setup; --load k6 selects k6",
      "links through the embedded proxy (Toxiproxy 2.12.0 API): it counts the effect of each fault; --proxy toxiproxy selects the original",
    ]);
  });

  it("have no proxy where there are no links", async () => {
    expect(await chooseTools(paths, plain, auto, empty)).toMatchObject({ proxy: undefined });
  });

  it("take the original Toxiproxy and k6 when they are asked for", async () => {
    const tools = await chooseTools(
      paths,
      linked,
      { load: "k6", proxy: "toxiproxy" },
      { PATH: bin },
    );
    expect(describeTools(tools)).toEqual([
      `load by k6 2.2.0 (${bin}/k6, from PATH): it was asked for`,
      `links through toxiproxy 2.12.0 (${bin}/toxiproxy-server): it is on PATH`,
    ]);
  });

  it("do not take k6 unasked, for it is the slower one", async () => {
    expect((await chooseTools(paths, linked, auto, { PATH: bin })).load.driver).toBe("builtin");
  });

  it("take k6 where a journey is a k6 script", async () => {
    expect(describeTools(await chooseTools(paths, scripted, auto, { PATH: bin }))).toEqual([
      `load by k6 2.2.0 (${bin}/k6, from PATH): the journey "${journey}" is a k6 script`,
    ]);
    await expect(
      chooseTools(paths, scripted, { load: "builtin", proxy: undefined }, { PATH: bin }),
    ).rejects.toMatchObject({ code: "GD-C001", hint: "--load k6" });
  });

  it("are not replaced when the one that was asked for is missing", async () => {
    await expect(
      chooseTools(paths, plain, { load: "k6", proxy: undefined }, empty),
    ).rejects.toMatchObject({
      code: "GD-L001",
      hint: expect.stringContaining("gameday setup tools"),
    });
    await expect(
      chooseTools(paths, linked, { load: "auto", proxy: "/nowhere/toxiproxy" }, { PATH: bin }),
    ).rejects.toMatchObject({ code: "GD-E004" });
    await expect(
      chooseTools(paths, linked, auto, { PATH: bin, GAMEDAY_TOXIPROXY: "/nowhere/toxiproxy" }),
    ).rejects.toMatchObject({ code: "GD-E004" });
    await expect(
      chooseTools(
        { ...paths, cache: "/nowhere" },
        linked,
        { load: "auto", proxy: "toxiproxy" },
        empty,
      ),
    ).rejects.toMatchObject({
      code: "GD-E004",
      message: expect.stringContaining("no toxiproxy-server"),
    });
  });

  it("are our own proxy unless another is asked for, whatever is on PATH", async () => {
    for (const wish of [{ load: "auto", proxy: "embedded" }, auto]) {
      const { proxy } = await chooseTools(paths, linked, wish, {
        PATH: bin,
        GAMEDAY_TOXIPROXY: "embedded",
      });
      expect(proxy).toMatchObject({ kind: "embedded", reason: "it was asked for" });
    }
    expect(
      (await chooseTools(paths, linked, { load: "auto", proxy: "auto" }, { PATH: bin })).proxy
        ?.kind,
    ).toBe("embedded");
  });
});

describe("gameday doctor", () => {
  const looked = async (
    env: Record<string, string>,
  ): Promise<Record<string, { state: string; detail: string; fix?: string }>> => {
    const folder = ownFolder();
    const checks = await doctor(
      { HOME: folder, GAMEDAY_RUNS: join(folder, "runs"), ...env },
      folder,
    );
    return Object.fromEntries(checks.map(({ name, ...check }) => [name, check]));
  };

  it("shows which proxy server and which k6 drills would take, with their versions", async () => {
    const { proxy, k6 } = await looked({ PATH: bin, GAMEDAY_TOXIPROXY: "toxiproxy" });
    expect(proxy).toEqual({
      state: "ok",
      brief: "toxiproxy 2.12.0",
      detail: `toxiproxy 2.12.0 (${bin}/toxiproxy-server): it is on PATH`,
    });
    expect(k6).toEqual({
      state: "ok",
      brief: "k6 2.2.0",
      detail: `k6 2.2.0  ${bin}/k6  (from PATH); used with --load k6`,
    });
  });

  it("does without them, ticks no part that is missing, and says how to have it", async () => {
    const { proxy, k6 } = await looked({ PATH: "" });
    expect(proxy).toMatchObject({
      state: "ok",
      detail: expect.stringContaining("the embedded proxy"),
    });
    expect(k6).toMatchObject({
      state: "missing",
      brief: "missing (optional: --load k6)",
      detail: "not found; the built-in driver sends the load",
      fix: "k6 on PATH, or gameday setup tools",
    });
  });

  it("is not content with one that was named and does not work", async () => {
    const { proxy, k6 } = await looked({
      PATH: bin,
      GAMEDAY_K6: "/nowhere/k6",
      GAMEDAY_TOXIPROXY: "/nowhere/toxiproxy",
    });
    expect([proxy?.state, k6?.state]).toEqual(["fail", "fail"]);
    expect(k6?.detail).toBe("no working k6 at /nowhere/k6");
  });
});
