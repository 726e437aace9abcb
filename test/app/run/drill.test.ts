/** What a drill's own command concludes from, when somebody exchanges its run folder meanwhile. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { findPaths, type Paths } from "../../../src/register/paths.ts";
import { prepareRun } from "../../../src/app/run/prepare.ts";
import { Registry } from "../../../src/register/registry.ts";
import { runDrill, type RunResult } from "../../../src/app/run/drill.ts";
import type { GamedayEvent } from "../../../src/event/event.ts";
import { ownFolder } from "../../support/own-folder.ts";

const folder = ownFolder();
let count = 0;
let paths: Paths;

beforeEach(() => {
  const here = join(folder, String((count += 1)));
  mkdirSync(here);
  paths = findPaths(
    { HOME: here, XDG_STATE_HOME: join(here, "state"), XDG_CACHE_HOME: join(here, "cache") },
    here,
  );
});

/** `meddle` is called with the run folder when the drill heals. */
async function run(
  player: string,
  meddle: (runFolder: string) => void = () => {},
): Promise<RunResult> {
  const { request } = await prepareRun(paths, folder, {
    scenario: "slow-database",
    variant: undefined,
    seed: "7f3a",
    runtime: "sim",
    timeScale: "1",
    load: "builtin",
    proxy: undefined,
    params: [],
    player,
    mitigations: undefined,
    rerun: undefined,
    of: undefined,
    org: undefined,
    reproducible: true,
    allowTargets: [],
    allowImages: [],
    allowRemoteEngine: false,
    trust: { given: false },
  });
  let runFolder = "";
  const event = ({ type, data }: GamedayEvent): void =>
    void (type === "drill.phase" && data.phase === "heal" && meddle(runFolder));
  return runDrill({
    ...request,
    watch: {
      planned: (_drill, its) => void (runFolder = its),
      event,
      step: () => {},
      say: () => {},
    },
  });
}

const exchanged = expect.objectContaining({
  code: "GD-R006",
  message: expect.stringContaining("is not the one that this command wrote"),
  hint: expect.stringContaining("GAMEDAY_RUNS"),
});
const aside = (runFolder: string): string => (
  renameSync(runFolder, `${runFolder}-aside`),
  `${runFolder}-aside`
);

describe("a drill's own command", () => {
  it("concludes from the journal that it wrote", async () => {
    const { judgement, runFolder } = await run("idle");
    expect(judgement.verdict).toBe("fail");
    expect(existsSync(join(runFolder, "summary.json"))).toBe(true);
  });

  it("has no verdict from the journal of another drill that passed", async () => {
    const { runFolder: passed, judgement } = await run("perfect");
    expect(judgement.verdict).toBe("pass");
    let planted = "";
    await expect(
      run(
        "idle",
        (runFolder) => (
          aside(runFolder),
          cpSync(passed, (planted = runFolder), { recursive: true })
        ),
      ),
    ).rejects.toThrow(exchanged);
    expect(new Registry(paths.state).list().every(({ ended }) => ended !== undefined)).toBe(true);
    expect(readFileSync(join(planted, "summary.json"), "utf8")).toBe(
      readFileSync(join(passed, "summary.json"), "utf8"),
    );
  });

  it("has none from its own journal without its last lines", async () => {
    await expect(
      run("idle", (runFolder) => {
        const journal = join(aside(runFolder), "events.jsonl");
        mkdirSync(runFolder);
        cpSync(journal, join(runFolder, "events.jsonl"));
      }),
    ).rejects.toThrow(expect.objectContaining({ code: "GD-R006" }));
  });

  it("judges by the plan that it followed, not by one that was put beside its journal", async () => {
    const { judgement } = await run("idle", (runFolder) => {
      const real = aside(runFolder);
      mkdirSync(runFolder);
      symlinkSync(join(real, "events.jsonl"), join(runFolder, "events.jsonl"));
      writeFileSync(join(runFolder, "plan.json"), "{}");
    });
    expect(judgement.verdict).toBe("fail");
  });
});
