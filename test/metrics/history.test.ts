import { describe, expect, it } from "vitest";
import { compareRuns } from "../../src/metrics/compare.ts";
import { groupsOf } from "../../src/metrics/history.ts";
import {
  differences,
  obstacles,
  runLine,
  type JudgedSummary,
  type RunLine,
} from "../../src/metrics/run-line.ts";
import { readSummary } from "../../src/metrics/read-summary.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { judge } from "../../src/verdict/judge.ts";
import { testPlan } from "../support/build-report.ts";
import { fastFrogPlan, heldEvents, open, solved, storyEvents } from "../support/fast-frog.ts";
import { stamp } from "../support/event-builder.ts";

function judged(story = solved): JudgedSummary {
  const summary = summarise(fastFrogPlan, stamp(storyEvents(story), false));
  return { ...summary, judgement: judge(fastFrogPlan, summary) };
}

/** The same fault with the fix in place. */
function judgedTest(): JudgedSummary {
  const summary = summarise(testPlan, stamp(heldEvents("index"), false));
  return { ...summary, judgement: judge(testPlan, summary) };
}

const first = judged();
const line = runLine(first);
const other = (more: Partial<RunLine>): RunLine => ({ ...line, drill: "other", ...more });

describe("a run as a line", () => {
  it("has what a list needs, from the summary alone", () => {
    expect(line).toMatchObject({
      scenario: "hot-mysql",
      kind: "Drill",
      variant: null,
      verdict: "pass",
      backMs: first.durations.faultToContained,
      hurtMs: first.impact.ms,
      score: first.score?.points,
      rerunOf: null,
    });
    expect(Object.keys(line.impact)).toEqual(first.impact.services.map(({ service }) => service));
  });

  it("of an older version finds its parameters among its values, apart from what was measured", () => {
    const { params: _, ...drill } = first.drill;
    const older = {
      ...first,
      drill: drill as JudgedSummary["drill"],
      values: { hotFactor: 2, heavyCapacity: 21.5 },
      calibration: [{ name: "heavyCapacity", value: 21.5, unit: "/s", detail: "" }],
    };
    expect(runLine(older).params).toEqual({ hotFactor: 2 });
  });
});

describe("two runs", () => {
  it("of the same scenario, version, variant, parameters and scale can be compared, whatever else differs", () => {
    const that = other({
      seed: "aaaa",
      player: "wrong",
      runtime: "docker",
      cpus: 64,
      digest: "another",
    });
    expect(obstacles(line, that)).toEqual([]);
    expect(differences(line, that)).toEqual([
      "the scenario's text is not the same, although its version is",
      expect.stringMatching(/^different players: .+ and wrong$/),
      expect.stringMatching(/^different runtimes: /),
      expect.stringMatching(/^different machines: .+ and 64 CPUs$/),
      expect.stringMatching(/^different seeds: .+ and aaaa$/),
    ]);
  });

  it.each<[string, Partial<RunLine>, string]>([
    [
      "scenario",
      { scenario: "slow-database" },
      "two different scenarios: hot-mysql and slow-database",
    ],
    ["version", { version: 2 }, "two versions of the scenario: 3 and 2"],
    ["variant", { variant: "row-lock" }, "two variants: none and row-lock"],
    ["time scale", { timeScale: 6 }, "two time scales: 1x and 6x"],
    [
      "parameters",
      { params: { ...line.params, hotFactor: 4 } },
      `two values of hotFactor: ${line.params["hotFactor"] ?? "none"} and 4`,
    ],
  ])("that differ in their %s cannot, and it is said why", (_what, more, why) => {
    expect(obstacles(line, other(more))).toEqual([why]);
  });

  it("of which one is simulated cannot", () => {
    expect(obstacles(other({ runtime: "sim" }), other({ runtime: "process" }))).toEqual([
      "one of them is simulated",
    ]);
  });
});

describe("groups of runs", () => {
  const backs = [300_000, null, 120_000, 180_000];
  const runs = backs.map((backMs, index) =>
    other({ drill: `run-${index}`, backMs, verdict: backMs === null ? "fail" : "pass" }),
  );

  it("hold what can be compared, by one kind of player, with how it went", () => {
    const [group, ...more] = groupsOf([
      ...runs,
      other({ drill: "idle", player: "idle" }),
      other({ drill: "scaled", timeScale: 6 }),
    ]);
    expect(more).toHaveLength(2);
    expect(group).toMatchObject({
      drills: ["run-0", "run-1", "run-2", "run-3"],
      passed: 3,
      failed: 1,
      unknown: 0,
    });
    expect(group?.trends[0]).toEqual({
      of: "backMs",
      values: backs,
      last: 180_000,
      median: 180_000,
      best: 120_000,
    });
  });

  it("leave out the figures of runs that say nothing", () => {
    const [group] = groupsOf([...runs, other({ drill: "broken", verdict: "unknown", backMs: 1 })]);
    expect(group?.trends[0]?.best).toBe(120_000);
    expect(group?.unknown).toBe(1);
  });

  it("say which parameters are not the usual ones", () => {
    const groups = groupsOf([
      ...runs,
      other({ drill: "hotter", params: { ...line.params, hotFactor: 4 } }),
    ]);
    expect(groups.map(({ params }) => params)).toEqual([{}, { hotFactor: 4 }]);
  });

  it("put a corrective action's Tests apart from drills", () => {
    const groups = groupsOf([
      ...runs,
      other({
        drill: "test",
        kind: "Test",
        player: "idle",
        rerunOf: { drill: "run-0", corrective: "index" },
      }),
    ]);
    expect(groups.map(({ corrective }) => corrective)).toEqual([null, "index"]);
  });
});

describe("a comparison", () => {
  const figures = compareRuns(first, judged(open));
  const of = (what: string) => figures.find((figure) => figure.what === what);

  it("says of each figure which run was better for the users; what never happened is the worse", () => {
    expect(of("time to restore")).toMatchObject({
      unit: "ms",
      first: 347_000,
      second: null,
      better: "first",
    });
    expect(of("verdict")).toMatchObject({ first: "pass", second: "fail", better: "first" });
  });

  it("of a proven fix with the drill before it never calls what did not have to happen worse", () => {
    const fixed = judgedTest();
    expect(fixed).toMatchObject({ judgement: { verdict: "pass" }, impact: { ms: 0 } });
    for (const before of [first, judged(open)]) {
      expect(compareRuns(before, fixed).filter(({ better }) => better === "first")).toEqual([]);
      expect(compareRuns(fixed, before).filter(({ better }) => better === "second")).toEqual([]);
      expect(
        compareRuns(before, fixed).find(({ what }) => what === "users affected for")?.better,
      ).toBe("second");
    }
  });

  it.each([
    [
      "came to no verdict",
      { ...judged(open), judgement: { verdict: "unknown" as const, reason: "cut short" } },
    ],
    [
      "is of another scenario version",
      { ...judged(open), drill: { ...first.drill, scenarioVersion: 99 } },
    ],
  ])("with a run that %s gives no direction", (_why, run) => {
    const compared = compareRuns(first, run);
    expect(new Set(compared.map(({ better }) => better))).toEqual(new Set(["same", "neither"]));
    for (const { first: a, second: b, better } of compared)
      expect(better).toBe(a === b ? "same" : "neither");
  });

  it("has a line for each service of either run", () => {
    expect(
      figures.filter(({ what }) => what.startsWith("impact on ")).map(({ what }) => what),
    ).toEqual(["impact on www", "impact on api"]);
  });

  it("of a run with itself finds no difference", () => {
    expect(compareRuns(first, first).filter(({ better }) => better !== "same")).toEqual([]);
  });
});

describe("a summary's text", () => {
  const text = JSON.stringify(first);
  it("is read as it was written", () => {
    expect(runLine(readSummary(text))).toEqual(line);
  });

  it.each([
    ["cut off", text.slice(0, 2_000), /JSON/],
    ["empty", "", /JSON/],
    ["no summary", "[]", /no summary/],
    ["of a later version", JSON.stringify({ ...first, v: 2 }), /version 2/],
    ["without a verdict", JSON.stringify({ ...first, judgement: undefined }), /judgement.verdict/],
    [
      "edited",
      JSON.stringify({ ...first, impact: { ...first.impact, services: "none" } }),
      /impact.services/,
    ],
  ])("that is %s is refused with what is wrong", (_what, broken, why) => {
    expect(() => readSummary(broken)).toThrow(why);
  });
});
