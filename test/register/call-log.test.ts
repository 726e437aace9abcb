import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { traced } from "../../src/kernel/call.ts";
import { findK6 } from "../../src/load/k6-find.ts";
import { connectMysql } from "../../src/mysql/connect.ts";
import { startProxyServer } from "../../src/proxy/server/server.ts";
import { connectProxy } from "../../src/proxy/toxiproxy.ts";
import { CallLog } from "../../src/register/call-log.ts";
import type { Paths } from "../../src/register/paths.ts";
import { realClock } from "../../src/register/real-clock.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry } from "../../src/register/registry.ts";
import { toldIn, unsealRun } from "../../src/register/sealed-run.ts";
import { findEngine } from "../../src/runtime/docker/engine.ts";
import { ownFolder } from "../support/own-folder.ts";
import { runningDatabase, serverForTests } from "../support/real-server.ts";
import { provided } from "../support/required.ts";

vi.setConfig({ testTimeout: 120_000 });
const here = ownFolder();
const server = await serverForTests();
const engine = await provided("docker", () => findEngine());

/** A log that listens until the test has ended, and what it showed. */
function followed(): { readonly log: CallLog; readonly shown: string[] } {
  const shown: string[] = [];
  const log = new CallLog(realClock, (line) => void shown.push(line));
  const following = log.follow();
  onTestFinished(() => following[Symbol.dispose]());
  return { log, shown };
}

/** A proxy server to ask. */
async function proxy() {
  const running = await startProxyServer({ seed: "call-log" });
  onTestFinished(() => running.close());
  return connectProxy({ api: running.url });
}

const aLine = /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}(engine|proxy|database|k6) +.+ {2}→ .+ {2}[\d.]+ ms\n$/;

describe("one line a call", () => {
  it("of a proxy, with what was refused", async () => {
    const { shown } = followed();
    const asked = await proxy();
    await asked.createLink({ name: "db", upstream: "127.0.0.1:9" });
    await expect(asked.createLink({ name: "db", upstream: "127.0.0.1:9" })).rejects.toThrow();
    for (const line of shown) expect(line).toMatch(aLine);
    const made = shown.filter((line) => /proxy {5}POST http:\S+\/proxies \{"name":"db"/.test(line));
    expect(made.map((line) => /→ (ok|failed: )/.exec(line)?.[1])).toEqual(["ok", "failed: "]);
  });

  it.skipIf(server === undefined)("of a database, without passwords", async () => {
    if (server === undefined) return;
    await using db = await runningDatabase(server);
    const { shown } = followed();
    const sql = await connectMysql(db.login("app", "it's"));
    await sql.query("SELECT word FROM things");
    await sql.query("UPDATE things SET word = 'four' WHERE id = 1");
    await expect(sql.query("SET PASSWORD = 'canary-7f3a'")).rejects.toThrow();
    await expect(sql.query("SELECT nothing FROM nowhere")).rejects.toThrow();
    await sql.close();
    for (const line of shown) expect(line).toMatch(aLine);
    const text = shown.join("");
    expect(text).toMatch(/connect app to 127\.\S+ {2}→ ok/);
    expect(text).toMatch(/SELECT word FROM things {2}→ 3 rows/);
    expect(text).toMatch(/UPDATE things SET word = 'four' WHERE id = 1 {2}→ 1 affected/);
    expect(text).toMatch(/SELECT nothing FROM nowhere {2}→ failed: .*nowhere/);
    expect(text).not.toMatch(/it's|canary/);
  });

  it.skipIf(engine === undefined)("of an engine", async () => {
    const { shown } = followed();
    const { docker } = await findEngine();
    await expect(docker.getContainer("gameday-nothing").inspect()).rejects.toThrow();
    for (const line of shown) expect(line).toMatch(aLine);
    const text = shown.join("");
    expect(text).toMatch(/engine {4}GET \S*\/version {2}→ ok/);
    expect(text).toMatch(/GET \S*\/containers\/gameday-nothing\/json {2}→ failed: .*404/);
  });

  it("of k6, with what it was started with", async () => {
    const { shown } = followed();
    const fake = join(here, "k6");
    writeFileSync(fake, '#!/bin/sh\necho "k6 v2.2.0"\n', { mode: 0o700 });
    await findK6({ explicit: fake, env: {} });
    expect(shown).toEqual([expect.stringContaining(`k6        ${fake} version  → ok`)]);
  });
});

describe("debug.log", () => {
  it("is for this user alone, and holds what was asked before there was a run folder", async () => {
    const { log, shown } = followed();
    const asked = await proxy();
    await asked.createLink({ name: "before", upstream: "127.0.0.1:9" });
    log.keepIn(join(here, "run"), { sealed: false });
    await asked.createLink({ name: "after", upstream: "127.0.0.1:9" });
    const file = join(here, "run", "debug.log");
    expect(readFileSync(file, "utf8")).toBe(shown.join(""));
    expect(shown.join("")).toMatch(/"before"[^]*"after"/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("of a sealed drill is out of the player's sight until it has ended", async () => {
    const paths: Paths = {
      root: here,
      state: join(here, "state"),
      cache: join(here, "cache"),
      runs: join(here, "runs"),
      sockets: join(here, "s"),
    };
    const entry = registerRun(paths, new Registry(paths.state), {
      wallMs: 0,
      scenario: "x",
      seed: "1",
      runtime: "process",
      limitMs: 60_000,
      sealed: true,
      files: {},
    });
    const { log, shown } = followed();
    log.keepIn(toldIn(paths.state, entry), { sealed: true });
    const asked = await proxy();
    await asked.createLink({ name: "secretly", upstream: "127.0.0.1:9" });
    const inRun = join(entry.runFolder, "debug.log");
    expect(shown.join("")).not.toContain("secretly");
    expect(existsSync(inRun)).toBe(false);
    await unsealRun(paths.state, entry);
    log.keepIn(entry.runFolder, { sealed: false });
    await asked.createLink({ name: "openly", upstream: "127.0.0.1:9" });
    expect(readFileSync(inRun, "utf8")).toMatch(/"secretly"[^]*"openly"/);
    expect(shown.join("")).toContain("openly");
    expect(statSync(inRun).mode & 0o777).toBe(0o600);
  });

  it("that cannot be written ends nothing", async () => {
    const { log, shown } = followed();
    const folder = join(here, "gone");
    writeFileSync(folder, "");
    log.keepIn(folder, { sealed: false });
    const asked = await proxy();
    await asked.createLink({ name: "on", upstream: "127.0.0.1:9" });
    await asked.removeLink("on");
    expect(shown.filter((line) => line.includes("debug.log cannot be written"))).toHaveLength(1);
    rmSync(folder);
  });
});

it("is not made where nobody listens", async () => {
  const made: string[] = [];
  const call = { adapter: "k6", what: () => String(made.push("what")) } as const;
  await traced(call, async () => undefined);
  expect(made).toEqual([]);
  followed();
  await traced(call, async () => undefined);
  expect(made).toEqual(["what"]);
});
