/** A client on a drill's databases when one of them is dead. */
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findPaths } from "../../../src/register/paths.ts";
import { registerRun } from "../../../src/register/register-run.ts";
import { Registry } from "../../../src/register/registry.ts";
import { openSql } from "../../../src/app/verb/sql.ts";
import { serve, type ControlServer } from "../../../src/control/server.ts";
import { testPlan } from "../../support/event-builder.ts";
import { ownFolder } from "../../support/own-folder.ts";

let folder: string;
let control: ControlServer;
let port: number;

/** A port that nobody listens on any more. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("no port");
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return at.port;
}

/** A running drill with these databases, all of them dead. */
async function drillWith(...names: readonly string[]): Promise<void> {
  const paths = findPaths(process.env, folder);
  const databases = Object.fromEntries(
    names.map((name) => [
      name,
      { kind: "mysql" as const, accounts: { oncall: { grants: ["PROCESS"] } } },
    ]),
  );
  const www = { kind: "service" as const, program: "shop/www" };
  const plan = testPlan({ stack: { www, api: www, ...databases } }, { runtime: "process" });
  const entry = registerRun(paths, new Registry(paths.state), {
    wallMs: 0,
    scenario: "small",
    seed: "7f3a",
    runtime: "process",
    limitMs: 60_000,
    files: { "plan.json": JSON.stringify(plan) },
  });
  control = await serve(entry.socket, {
    handle: () =>
      Promise.resolve({ ok: true, text: "", next: [], data: { host: "127.0.0.1", port } }),
  });
}

const open = (on?: string): Promise<number> =>
  openSql({
    drill: undefined,
    on,
    as: "oncall",
    execute: "SELECT 1",
    show: false,
    json: false,
    print: () => {},
    say: () => {},
  });

beforeEach(async () => {
  folder = ownFolder();
  vi.stubEnv("XDG_STATE_HOME", join(folder, "state"));
  vi.stubEnv("GAMEDAY_RUNS", join(folder, "runs"));
  vi.stubEnv("XDG_RUNTIME_DIR", folder);
  port = await deadPort();
});
afterEach(async () => {
  await control.close();
  vi.unstubAllEnvs();
});

describe("a database that lets nobody in", () => {
  it("is named, and so is the way to each of the others", async () => {
    await drillWith("db-eu", "db-us", "db-ap");
    await expect(open()).rejects.toMatchObject({
      code: "GD-C005",
      message: `cannot log in on db-eu as oncall: connect ECONNREFUSED 127.0.0.1:${port}`,
      hint: "is the database up? gameday status   gameday sql --on db-us   gameday sql --on db-ap",
    });
    await expect(open("db-us")).rejects.toMatchObject({
      hint: "is the database up? gameday status   gameday sql --on db-eu   gameday sql --on db-ap",
    });
  });

  it("has no others in a drill with one database", async () => {
    await drillWith("db");
    await expect(open()).rejects.toMatchObject({
      code: "GD-C005",
      hint: "is the database up? gameday status",
    });
  });
});
