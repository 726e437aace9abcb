import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findPreset } from "../../src/register/presets.ts";
import { readPlan } from "../../src/app/report/read-plan.ts";
import type { Paths } from "../../src/register/paths.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry, type Entry } from "../../src/register/registry.ts";
import { planOf } from "../../src/register/sealed-plan.ts";
import { toldIn, unsealRun } from "../../src/register/sealed-run.ts";
import { ownFolder } from "../support/own-folder.ts";

const here = ownFolder();
const paths: Paths = {
  root: here,
  state: join(here, "state"),
  cache: join(here, "cache"),
  runs: join(here, "runs"),
  sockets: join(here, "s"),
};
const begin = (seed: string, sealed: boolean): Entry =>
  registerRun(paths, new Registry(paths.state), {
    wallMs: 0,
    scenario: "x",
    seed,
    runtime: "process",
    limitMs: 60_000,
    sealed,
    files: {
      "plan.json": '{"runtime":"process"}\n',
      "scenario.yaml": "id: x\n",
      "parts/gray.yaml": "kind: Variant\n",
    },
  });

it("a person's run folder tells nothing until it is opened, with the logs of proxy and load that were kept elsewhere", async () => {
  const entry = begin("1", true);
  const texts = (): readonly string[] =>
    ["plan.json", "scenario.yaml", "parts/gray.yaml"].map((name) =>
      readFileSync(join(entry.runFolder, name), "utf8"),
    );
  for (const text of texts()) expect(text).toMatch(/^\{"sealed":"[\w+/=]+"\}\n$/);
  expect(() => readPlan(entry.runFolder)).toThrow(
    expect.objectContaining({ code: "GD-R005", hint: expect.stringContaining("gameday stop") }),
  );
  expect(planOf(paths.state, entry)).toEqual({
    runtime: "process",
    organisation: findPreset("gremlin"),
  });
  const told = toldIn(paths.state, entry);
  expect(told.startsWith(entry.runFolder)).toBe(false);
  mkdirSync(join(told, "logs"), { recursive: true });
  writeFileSync(join(told, "logs", "proxy.log"), "added toxic latency\n");
  mkdirSync(join(entry.runFolder, "logs"));
  writeFileSync(join(entry.runFolder, "logs", "api-1.log"), "GET /\n");
  for (let round = 0; round < 2; round += 1) {
    await unsealRun(paths.state, entry);
    expect(texts()).toEqual(['{"runtime":"process"}\n', "id: x\n", "kind: Variant\n"]);
    expect(readFileSync(join(entry.runFolder, "logs", "proxy.log"), "utf8")).toBe(
      "added toxic latency\n",
    );
    expect(readFileSync(join(entry.runFolder, "logs", "api-1.log"), "utf8")).toBe("GET /\n");
    expect(existsSync(told)).toBe(false);
  }
  expect(statSync(join(entry.runFolder, "plan.json")).mode & 0o777).toBe(0o600);
});

it("a run without a person is plain from the start", () => {
  const entry = begin("2", false);
  expect(readPlan(entry.runFolder)).toEqual({
    runtime: "process",
    organisation: findPreset("gremlin"),
  });
  expect(toldIn(paths.state, entry)).toBe(entry.runFolder);
});

it("another register has another key", () => {
  const entry = begin("3", true);
  expect(() => planOf(join(here, "other"), entry)).toThrow();
});
