import { expect, test } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { command } from "../../src/report/sections/command.ts";
import { build } from "../support/build-report.ts";
import { happens, journal, testPlan, type TimedInput } from "../support/event-builder.ts";

const ana: Actor = { id: "ana", kind: "person", roles: ["imoc"] };
const by = (event: TimedInput): TimedInput => ({ ...event, by: ana });
const minute = 60_000;

const story: readonly TimedInput[] = [
  by(happens(0, "sizeup.given", { text: "api only" })),
  by(happens(1_000, "hypothesis.suspected", { id: "h1", text: "a deploy" })),
  by(happens(2_000, "hypothesis.suspected", { id: "h2", text: "one customer" })),
  by(happens(3_000, "hypothesis.judged", { hypothesis: "h1", verdict: "refuted" })),
  by(
    happens(9_000, "hypothesis.judged", { hypothesis: "h2", verdict: "confirmed", evidence: "e" }),
  ),
  by(happens(10_000, "action.proposed", { id: "p1", text: "block", risk: "high" })),
  by(happens(11_000, "poll.opened", { proposal: "p1", untilEx: 20_000 })),
  by(happens(12_000, "objection.raised", { proposal: "p1", text: "largest customer" })),
  by(happens(20_000, "poll.closed", { proposal: "p1", objections: 1 })),
  by(happens(22_000, "decision.made", { id: "d1", text: "block", proposal: "p1" })),
  by(happens(23_000, "task.assigned", { id: "t1", to: "bo", text: "block", untilEx: minute })),
  by(happens(24_000, "task.assigned", { id: "t2", to: "bo", text: "call", untilEx: minute })),
  by(happens(25_000, "task.assigned", { id: "t3", to: "cy", text: "graph", untilEx: minute })),
  by(happens(30_000, "task.understood", { task: "t1" })),
  by(happens(40_000, "task.done", { task: "t1", text: "blocked" })),
  happens(minute, "task.expired", { task: "t2", to: "bo", times: 1 }),
  happens(minute, "practice.flagged", { rule: "expired-box", person: "bo", text: "t2 is over" }),
  by(happens(61_000, "task.extended", { task: "t2", untilEx: 2 * minute })),
  by(happens(70_000, "task.done", { task: "t2", text: "they know" })),
];

test("what was commanded is counted: in its box only what missed none", () => {
  const plan = testPlan();
  const record = summarise(plan, journal(plan, story)).command;
  expect(record).toMatchObject({
    toDecideMs: 20_000,
    counts: { confirmed: 1, refuted: 1, done: 2, doneInBox: 1, flags: { "expired-box": 1 } },
    proposals: [{ id: "p1", polled: true, objections: [{ text: "largest customer" }] }],
    tasks: [
      { id: "t1", understoodMs: 30_000, doneMs: 40_000, missed: 0 },
      { id: "t2", untilMs: 2 * minute, extended: 1, missed: 1, result: "they know" },
      { id: "t3", doneMs: null },
    ],
    flags: [{ by: "bo", rule: "expired-box" }],
  });
});

test("a journal without any of it has no such section", () => {
  const plan = testPlan();
  expect(summarise(plan, journal(plan, [])).command).toBeNull();
  expect(build([]).report["postmortem.md"]).not.toContain(`## ${command.title}`);
});

test("the report shows what was suspected, decided and assigned", () => {
  const { report } = build(journal(testPlan(), story));
  const part = report["postmortem.md"].split("## Command\n")[1]?.split("\n## ")[0] ?? "";
  expect(part).toContain("2 hypotheses: 1 confirmed, 1 refuted.");
  expect(part).toContain("3 tasks: 2 done, 1 of them inside the time box.");
  expect(part).toContain("p1, high risk, polled, 1 strong objection");
  expect(part).toContain("they know (extended 1 time, missed 1 box)");
  expect(part).toContain("time box missed");
  expect(report["postmortem.html"]).toContain("<h3>Decisions</h3>");
});
