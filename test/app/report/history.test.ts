import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compare } from "../../../src/app/report/compare.ts";
import { history } from "../../../src/app/report/history.ts";
import type { Paths } from "../../../src/register/paths.ts";
import { Registry } from "../../../src/register/registry.ts";
import { registerRun } from "../../../src/register/register-run.ts";
import { summarise } from "../../../src/metrics/summary.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { judge } from "../../../src/verdict/judge.ts";
import { stamp } from "../../support/event-builder.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { fastFrogPlan, solved, storyEvents, type Story } from "../../support/fast-frog.ts";

const folder = ownFolder();
let count = 0;

function home(): { paths: Paths; registry: Registry } {
  const here = join(folder, String((count += 1)));
  const paths: Paths = {
    root: join(import.meta.dirname, "../../.."),
    state: join(here, "state"),
    cache: join(here, "cache"),
    runs: join(here, "runs"),
    sockets: join(here, "s", "gd"),
  };
  return { paths, registry: new Registry(paths.state) };
}

/** A finished run in its folder; registered, unless somebody copied it here. */
function finished(
  { paths, registry }: ReturnType<typeof home>,
  {
    day = 21,
    story = solved,
    plan = fastFrogPlan,
    copied = false,
  }: { day?: number; story?: Story; plan?: Plan; copied?: boolean } = {},
): string {
  const entry = registerRun(paths, registry, {
    wallMs: Date.UTC(2026, 10, day),
    scenario: plan.scenario.id,
    seed: plan.seed,
    runtime: plan.runtime,
    limitMs: 60_000,
    files: { "plan.json": JSON.stringify(plan) },
  });
  registry.end(entry.drill, "over", "2026-11-21T20:00:00.000Z");
  if (copied) registry.forget(entry.drill);
  const summary = summarise(plan, stamp(storyEvents(story), false));
  // The story's own first line says nothing of variants and scales.
  const own = {
    ...summary,
    drill: {
      ...summary.drill,
      ...(plan.variant !== undefined && { variant: plan.variant }),
      timeScale: plan.timeScale,
      drill: entry.drill,
      startedWall: `2026-11-${day}T19:00:00.000Z`,
    },
    judgement: judge(plan, summary),
  };
  writeFileSync(join(entry.runFolder, "summary.json"), JSON.stringify(own));
  writeFileSync(join(entry.runFolder, "events.jsonl"), "");
  return entry.drill;
}

test("history lists every finished run once, oldest first: registered ones and those that lie in reports/runs", () => {
  const here = home();
  const [late, copied, early] = [
    finished(here, { day: 23 }),
    finished(here, { day: 22, copied: true }),
    finished(here),
  ];
  const found = history(here.paths, undefined);
  expect(found.runs.map(({ drill }) => drill)).toEqual([early, copied, late]);
  expect(found.groups).toMatchObject([{ drills: [early, copied, late], passed: 3 }]);
  expect(found.skipped).toEqual([]);
});

test("history names runs that are deleted, damaged or without a summary, and goes on", () => {
  const here = home();
  const [fine, deleted, damaged, unbuilt] = [
    finished(here),
    finished(here, { day: 22 }),
    finished(here, { day: 23 }),
    finished(here, { day: 24 }),
  ];
  rmSync(join(here.paths.runs, deleted), { recursive: true });
  writeFileSync(join(here.paths.runs, damaged, "summary.json"), '{"v": 1, "drill": {');
  rmSync(join(here.paths.runs, unbuilt, "summary.json"));
  const found = history(here.paths, undefined);
  expect(found.runs.map(({ drill }) => drill)).toEqual([fine]);
  expect(found.skipped.map(({ drill, why }) => [drill, why])).toEqual([
    [deleted, "its folder was deleted"],
    [
      damaged,
      expect.stringMatching(/^its summary is damaged \(.+\); rebuild it: gameday report build /),
    ],
    [unbuilt, `it has no summary; build it: gameday report build ${unbuilt}`],
  ]);
});

test("history passes over what is no run: other folders, single faults, a drill under way", () => {
  const here = home();
  mkdirSync(join(here.paths.runs, "notes"), { recursive: true });
  registerRun(here.paths, here.registry, {
    wallMs: 0,
    scenario: "latency",
    seed: "7f3a",
    runtime: "process",
    kind: "fault",
    limitMs: 1,
    files: { "plan.json": "{}" },
  });
  registerRun(here.paths, here.registry, {
    wallMs: 0,
    scenario: "hot-mysql",
    seed: "7f3a",
    runtime: "process",
    limitMs: 60_000,
    files: { "plan.json": "{}" },
  });
  expect(history(here.paths, undefined)).toEqual({
    runs: [],
    groups: [],
    skipped: [],
    scenarios: [],
  });
});

test("history of one scenario, or of one of its variants, leaves the others out", () => {
  const here = home();
  finished(here);
  const own = finished(here, { plan: { ...fastFrogPlan, variant: "row-lock" } });
  expect(history(here.paths, "slow-database").runs).toEqual([]);
  expect(history(here.paths, "hot-mysql").runs).toHaveLength(2);
  expect(history(here.paths, "hot-mysql/row-lock").runs.map(({ drill }) => drill)).toEqual([own]);
});

test("compare lays two runs side by side, and writes a page when asked", () => {
  const here = home();
  const [first, second] = [
    finished(here),
    finished(here, { day: 22, story: { ...solved, contained: 200 } }),
  ];
  const page = join(here.paths.state, "compared.html");
  const compared = compare(here.paths, folder, { first, second, anyway: false, html: page });
  expect(compared.result).toBe(
    "the second run restored service 2 m 57 s faster than the first: 2 m 50 s against 5 m 47 s",
  );
  expect(compared.rows.find(([what]) => what === "time to restore")).toEqual([
    "time to restore",
    "5 m 47 s",
    "2 m 50 s",
    "−2 m 57 s better",
  ]);
  expect(compared.page).toBe(page);
});

test("compare refuses what cannot be compared with every reason, unless it shall all the same", () => {
  const here = home();
  const [first, second] = [
    finished(here),
    finished(here, {
      day: 22,
      plan: { ...fastFrogPlan, timeScale: 6, params: { ...fastFrogPlan.params, hotFactor: 4 } },
    }),
  ];
  const wish = { first, second, html: undefined };
  expect(() => compare(here.paths, folder, { ...wish, anyway: false })).toThrow(
    expect.objectContaining({
      code: "GD-C011",
      message: expect.stringMatching(
        /two time scales: 1x and 6x\n.*two values of hotFactor: .+ and 4$/,
      ),
    }),
  );
  expect(compare(here.paths, folder, { ...wish, anyway: true }).obstacles).toHaveLength(2);
});

test("compare says what is the matter with a run that cannot be read", () => {
  const here = home();
  const [first, second] = [finished(here), finished(here, { day: 22 })];
  rmSync(join(here.paths.runs, second, "summary.json"));
  expect(() =>
    compare(here.paths, folder, { first, second, anyway: false, html: undefined }),
  ).toThrow(
    expect.objectContaining({
      code: "GD-R005",
      message: `${second} cannot be read: it has no summary; build it: gameday report build ${second}`,
    }),
  );
});
