import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndedHint } from "../../src/register/ended-run.ts";
import type { Paths } from "../../src/register/paths.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry, type Entry } from "../../src/register/registry.ts";
import { status } from "../../src/app/verb/status.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
const before = process.env["XDG_STATE_HOME"];
const paths: Paths = {
  root: folder,
  state: join(folder, "gameday"),
  cache: join(folder, "cache"),
  runs: join(folder, "runs"),
  sockets: join(folder, "s", "gd"),
};

beforeAll(() => void (process.env["XDG_STATE_HOME"] = folder));
afterAll(() => {
  if (before === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = before;
});

function ended(files: readonly string[], kind?: "fault"): Entry {
  const registry = new Registry(paths.state);
  const entry = registerRun(paths, registry, {
    wallMs: Date.UTC(2026, 10, 21),
    scenario: "hot-mysql",
    seed: "7f3a",
    runtime: "sim",
    limitMs: 60_000,
    files: {},
    ...(kind === undefined ? {} : { kind }),
  });
  for (const file of files) writeFileSync(join(entry.runFolder, file), "");
  registry.end(entry.drill, "stopped", "2026-11-21T00:00:00.000Z");
  return entry;
}

const lastLine = async ({ drill }: Entry): Promise<string | undefined> =>
  (await status(drill)).lines.at(-1);

describe("a run that has ended", () => {
  it("offers its report where there is one", async () => {
    const entry = ended(["events.jsonl", "postmortem.html"]);
    expect(await lastLine(entry)).toBe(`  report  gameday report open ${entry.drill}`);
    expect(readEndedHint(entry)).toBe(`read it: gameday report open ${entry.drill}`);
  });

  it("offers to build the report that who healed it did not make", async () => {
    const entry = ended(["events.jsonl"]);
    expect(await lastLine(entry)).toBe(`  report  gameday report build ${entry.drill}`);
  });

  it("offers no report of a single fault, of one without a journal, or of one whose folder is gone", async () => {
    for (const entry of [ended(["events.jsonl"], "fault"), ended([])])
      expect(await lastLine(entry)).toBe(`  folder  ${entry.runFolder}`);
    const gone = ended(["events.jsonl"]);
    rmSync(gone.runFolder, { recursive: true });
    expect(await lastLine(gone)).toBe(`  folder  ${gone.runFolder} is gone`);
  });

  it("is named by what lists it when a name fits none", () => {
    expect(() => new Registry(paths.state).pick("zzz")).toThrow(
      expect.objectContaining({
        code: "GD-C006",
        hint: expect.stringContaining("gameday history"),
      }),
    );
  });
});
