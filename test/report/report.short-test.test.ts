import { expect, test } from "vitest";
import { runLine } from "../../src/metrics/run-line.ts";
import { historyLines } from "../../src/terminal/history-lines.ts";
import { styleFor } from "../../src/terminal/style.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { build, testPlan } from "../support/build-report.ts";
import { heldEvents } from "../support/fast-frog.ts";

const { scenario } = testPlan;
const lenient: Plan = {
  ...testPlan,
  scenario: {
    ...scenario,
    slis: Object.fromEntries(
      Object.entries(scenario.slis).map(([id, sli]) => [id, { ...sli, objective: 90 }]),
    ),
  },
};
/** Hurt for two seconds, and good for 25 seconds until the end: less than a hold. */
const dip = { hurt: 50, contained: 52 };

test("a Test that passes although users felt it tells one story: what was lost, and that the objectives were kept", () => {
  const { summary, judgement, report } = build(heldEvents("index", true, dip), lenient);
  expect(judgement.verdict).toBe("pass");
  expect(summary.impact).toMatchObject({
    open: false,
    ms: 2_000,
    windows: [{ fromSecond: 50, toSecond: 52, open: false }],
  });
  expect(summary.moments.contained).toBe(52_000);
  const text = report["postmortem.md"];
  expect(text).toContain("It does: every service meets its objective");
  expect(text).toContain("were lost in 2 s and");
  expect(text).toContain("within objectives to the end");
  for (const wrong of [
    "It does not:",
    "still affected",
    "service restored: never",
    "not restored before",
  ])
    expect(text).not.toContain(wrong);
});

test("the history of such a Test says when users were back", () => {
  const { summary, judgement } = build(heldEvents("index", true, dip), lenient);
  const [, line] = historyLines(
    {
      runs: [runLine({ ...summary, judgement })],
      groups: [],
      skipped: [],
      scenarios: [],
      asked: undefined,
    },
    { last: 5, width: 160 },
    styleFor(process.stdout, { NO_COLOR: "1" }),
  );
  expect(line).toContain("22 s");
  expect(line).not.toContain("never");
});

test("users who are hurt in the last second of a Test are not back", () => {
  const { summary } = build(heldEvents("index", true, { hurt: 50, contained: 999 }), lenient);
  expect(summary.impact.open).toBe(true);
  expect(summary.moments.contained).toBeNull();
});

test("a second or two that are good at the very end of a Test say nothing", () => {
  const end =
    build(
      heldEvents("index", true, { hurt: 50, contained: 999 }),
      lenient,
    ).summary.impact.windows.at(-1)?.toSecond ?? 0;
  const open = (goodSeconds: number): boolean =>
    build(heldEvents("index", true, { hurt: 50, contained: end - goodSeconds }), lenient).summary
      .impact.open;
  expect([1, 4, 5, 6].map(open)).toEqual([true, true, false, false]);
});

test("a Test that was good until its end and still lost more than its objective allows does not hold", () => {
  const { judgement, report } = build(heldEvents("index", false, dip), testPlan);
  expect(judgement.verdict).toBe("fail");
  expect(report["postmortem.md"]).toMatch(/It does not: .* requests of .* were lost in 2 s/);
});

test("what could be detected was so from the fault on, never before it", () => {
  const events = heldEvents("index", true, dip).map((event) =>
    event.type === "truth.changed" && event.data.state === "active"
      ? { ...event, data: { ...event.data, state: "detectable" as const }, at: 29_920 }
      : event,
  );
  expect(build(events, lenient).summary.durations.faultToDetectable).toBe(0);
});

test("a k6 script does not say whose requests failed, so no figure stands for its users", () => {
  const journeys = Object.fromEntries(
    Object.entries(lenient.scenario.load.journeys).map(([id, { to }]) => [
      id,
      { to, script: "own.js" },
    ]),
  );
  const scripted: Plan = {
    ...lenient,
    runtime: "process",
    scenario: {
      ...lenient.scenario,
      load: {
        ...lenient.scenario.load,
        journeys: journeys as typeof lenient.scenario.load.journeys,
      },
    },
  };
  const events = heldEvents("index", true, dip).map((event) =>
    event.type === "load.bin" ? { ...event, data: { ...event.data, newlyHurt: 0 } } : event,
  );
  const { summary, report } = build(events, scripted);
  expect(summary.impact.total).toMatchObject({ usersHurt: null });
  expect(report["postmortem.md"]).toContain("how many users were affected is not known");
  expect(report["postmortem.md"]).not.toMatch(/\b0 users were affected/);
});
