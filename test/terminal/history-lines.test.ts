import { describe, expect, it } from "vitest";
import { groupsOf } from "../../src/metrics/history.ts";
import type { RunLine } from "../../src/metrics/run-line.ts";
import { historyLines } from "../../src/terminal/history-lines.ts";
import { styleFor } from "../../src/terminal/style.ts";

const style = styleFor({}, { LANG: "C.UTF-8" });

const run = (drill: string, more: Partial<RunLine> = {}): RunLine => ({
  drill,
  scenario: "hot-mysql",
  version: 1,
  variant: null,
  kind: "Drill",
  params: { hotFactor: 2 },
  timeScale: 1,
  digest: "d",
  seed: "7f3a",
  runtime: "process",
  player: "person",
  profile: "gremlin",
  load: "builtin",
  cpus: 2,
  rerunOf: null,
  startedWall: "2026-11-21T19:00:00.000Z",
  verdict: "pass",
  reason: "",
  backMs: 347_000,
  declaredMs: 1,
  diagnosedMs: 1,
  hurtMs: 340_000,
  impact: { api: 61.3 },
  impactTotal: 61.3,
  usersHurt: 3,
  requestsLost: 4,
  score: 92,
  ...more,
});
const lines = (runs: readonly RunLine[], width = 120, last = 20): readonly string[] =>
  historyLines(
    { runs, groups: groupsOf(runs), skipped: [], scenarios: ["hot-mysql"], asked: undefined },
    { last, width },
    style,
  );

describe("past runs for people", () => {
  it("are a table with the newest last, and the way that comparable ones went", () => {
    expect(
      lines([
        run("a-first"),
        run("b-second", { backMs: 180_000, impactTotal: 20, score: 97 }),
        run("c-idle", { player: "idle", verdict: "fail", backMs: null, score: 0 }),
      ]),
    ).toEqual([
      " drill     verdict  restored      impact  score  player  runtime",
      " a-first   ✓ pass   5 m 47 s  61.3 %·min     92  person  process",
      " b-second  ✓ pass        3 m    20 %·min     97  person  process",
      " c-idle    ✗ fail      never  61.3 %·min      0  idle    process",
      "",
      " hot-mysql  version 1, player person: 2 runs, 2 passed",
      "   time to restore   █▅  last 3 m   median 4 m 24 s   best 3 m",
      "   impact            █▄  last 20 %·min   median 40.6 %·min   best 20 %·min",
      "   score             ██  last 97   median 95   best 97",
    ]);
  });

  it("say of a run that was cut short what is not known, and not never", () => {
    const [, cut, harmless] = lines([
      run("a-cut", { verdict: "unknown", backMs: null }),
      run("b-killed", { kind: "Test", verdict: "unknown", hurtMs: 0, backMs: null }),
    ]);
    expect([cut, harmless].map((line) => /not known|never/.exec(line ?? "")?.[0])).toEqual([
      "not known",
      "not known",
    ]);
  });

  it("have columns for variants and scales only where there are any", () => {
    expect(lines([run("a")])[0]).not.toMatch(/variant|scale/);
    expect(lines([run("a", { variant: "row-lock", timeScale: 6 })])[1]).toMatch(/row-lock +6x/);
  });

  it("leave the least important columns out on a narrow terminal, never the verdict", () => {
    const narrow = lines([run("2026-11-21-hot-mysql-7f3a"), run("2026-11-22-hot-mysql-7f3a")], 62);
    expect(narrow[0]).toMatch(/drill +verdict +restored +impact$/);
    expect(Math.max(...narrow.slice(0, 3).map((line) => line.length))).toBeLessThanOrEqual(62);
  });

  it("tell how many are not shown, and name those that were skipped", () => {
    expect(lines([run("a"), run("b"), run("c")], 120, 1)).toContain(" 2 older runs: --last 3");
    expect(
      historyLines(
        {
          runs: [],
          groups: [],
          skipped: [{ drill: "gone", why: "its folder was deleted" }],
          scenarios: [],
          asked: undefined,
        },
        { last: 20, width: 120 },
        style,
      ),
    ).toEqual([" no drill has finished yet", "", " ! gone skipped: its folder was deleted"]);
  });

  it("say which scenarios have runs, when the one that was asked for has none", () => {
    const none = (asked: string | undefined, scenarios: readonly string[]): string | undefined =>
      historyLines(
        { runs: [], groups: [], skipped: [], scenarios, asked },
        { last: 20, width: 120 },
        style,
      )[0];
    expect(none("nosuch", ["hot-mysql", "slow-database"])).toBe(
      " no drill of nosuch has finished; finished drills: hot-mysql, slow-database",
    );
    expect(none("nosuch", [])).toBe(" no drill has finished yet");
  });

  it("say of a Test what it proves, and that nobody was hurt", () => {
    expect(
      lines([
        run("t", {
          kind: "Test",
          player: "idle",
          rerunOf: { drill: "a", corrective: "index" },
          hurtMs: 0,
          backMs: null,
          impactTotal: 0,
          score: null,
        }),
      ])[1],
    ).toMatch(/no outage +0 %·min +– +Test: index/);
  });
});
