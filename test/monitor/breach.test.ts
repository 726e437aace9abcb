import { expect, test } from "vitest";
import { belowForMs, factsOf } from "../../src/monitor/breach.ts";
import { severityOfFacts } from "../../src/org/facts.ts";
import { gremlin } from "../support/organisation.ts";
import { initialMonitor, observe, type MonitorState } from "../../src/monitor/monitor.ts";
import { bins, inOrder, journal, testPlan, type TimedInput } from "../support/event-builder.ts";

const plan = testPlan();
/** As a row of the organisation asks it. */
const breached = (state: MonitorState, forMs: number, service = "all"): boolean => {
  const row = { service, below: "objective", forMs } as const;
  const [worst, ...rest] = gremlin.profile.severities;
  if (worst === undefined) throw new Error("no severities");
  const profile = { ...gremlin.profile, severities: [{ ...worst, when: [row] }, ...rest] };
  return severityOfFacts(profile, factsOf(state)) !== undefined;
};
const given = (...inputs: TimedInput[][]): MonitorState =>
  journal(plan, inOrder(...inputs)).reduce(observe, initialMonitor(plan));

test("is breached once every service was below its objective for the time, without a break", () => {
  const both = (seconds: number): MonitorState =>
    given(
      bins("web", 0, 10, 100, 100),
      bins("partner", 0, 10, 25, 25),
      bins("web", 10, 10 + seconds, 100, 50),
      bins("partner", 10, 10 + seconds, 25, 5),
    );
  expect(breached(both(119), 120_000)).toBe(false);
  expect(breached(both(120), 120_000)).toBe(true);
  expect(belowForMs(both(120), "api")).toBe(120_000);
});

test("one service alone does not breach, unless it is the only one named", () => {
  const state = given(bins("web", 0, 130, 100, 100), bins("partner", 0, 130, 25, 5));
  expect(breached(state, 120_000)).toBe(false);
  expect(breached(state, 120_000, "api")).toBe(true);
  expect(breached(state, 120_000, "nobody")).toBe(false);
});

test("one good second, or one without requests, starts the count again", () => {
  const with50 = (offered: number): MonitorState =>
    given(
      bins("partner", 0, 130, 25, 5),
      bins("web", 0, 50, 100, 10),
      bins("web", 50, 51, offered, offered),
      bins("web", 51, 130, 100, 10),
    );
  expect(breached(with50(100), 120_000)).toBe(false);
  expect(breached(with50(0), 120_000)).toBe(false);
  expect(breached(with50(100), 79_000)).toBe(true);
});

test("nothing is breached before there is data", () => {
  expect(breached(given(), 0)).toBe(false);
});
