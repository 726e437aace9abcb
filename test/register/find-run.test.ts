import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { postmortemOf } from "../../src/register/find-run.ts";
import type { Paths } from "../../src/register/paths.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry, type Entry } from "../../src/register/registry.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let count = 0;

function running(): { paths: Paths; registry: Registry; entry: Entry; page: string } {
  const here = join(folder, String((count += 1)));
  const paths: Paths = {
    root: here,
    state: join(here, "state"),
    cache: join(here, "cache"),
    runs: join(here, "runs"),
    sockets: join(here, "s", "gd"),
  };
  const registry = new Registry(paths.state);
  const entry = registerRun(paths, registry, {
    wallMs: Date.UTC(2026, 10, 21),
    scenario: "hot-mysql",
    seed: "7f3a",
    runtime: "sim",
    limitMs: 60_000,
    files: {},
  });
  return { paths, registry, entry, page: join(entry.runFolder, "postmortem.html") };
}

/** A clock on which each sleep does the next thing. */
function clockThat(...doings: readonly (() => void)[]): Clock {
  let [nowMs, turn] = [0, 0];
  return {
    monoMs: () => nowMs,
    wallMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      doings[turn]?.();
      turn += 1;
    },
  };
}

describe("the postmortem of a drill", () => {
  it("is waited for while the drill that was just resolved heals", async () => {
    const { paths, entry, page } = running();
    const said: string[] = [];
    const found = postmortemOf(
      paths,
      entry,
      clockThat(
        () => {},
        () => writeFileSync(page, ""),
      ),
      (line) => said.push(line),
    );
    await expect(found).resolves.toBe(page);
    expect(said).toEqual([
      `${entry.drill} is still running; its postmortem is written after healing`,
    ]);
  });

  it("is refused when the drill goes on, and when it ended without one", async () => {
    const { paths, registry, entry } = running();
    await expect(postmortemOf(paths, entry, clockThat(), () => {})).rejects.toThrow(
      expect.objectContaining({
        code: "GD-R005",
        message: `${entry.drill} is still running, and its postmortem is written at its end`,
      }),
    );
    await expect(
      postmortemOf(
        paths,
        entry,
        clockThat(() => registry.end(entry.drill, "aborted", "2026-11-21T00:00:00.000Z")),
        () => {},
      ),
    ).rejects.toThrow(
      expect.objectContaining({
        code: "GD-R005",
        hint: expect.stringContaining("gameday report build"),
      }),
    );
  });
});
