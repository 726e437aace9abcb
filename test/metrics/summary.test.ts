import { expect, test } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { journal } from "../support/event-builder.ts";
import { fastFrog, fastFrogPlan, story } from "../support/fast-frog-events.ts";

const plan = fastFrogPlan();
const events = fastFrog(plan);
const summary = summarise(plan, events);

test("the moments and durations of the story come out by their end points", () => {
  expect(summary.moments).toMatchObject({
    fault: 20_000,
    impact: 26_000,
    declared: 60_000,
    acknowledged: 70_000,
    diagnosed: 300_000,
    contained: 347_000,
    acted: 347_000,
    mitigatedClaimed: 380_000,
  });
  expect(summary.durations).toMatchObject({
    faultToImpact: 6_000,
    faultToDeclared: 40_000,
    faultToDiagnosed: 280_000,
    faultToContained: 327_000,
    impactToContained: 321_000,
    containedToMitigated: 33_000,
  });
});

test("impact is % loss times minutes inside the window, offender apart", () => {
  const minutes = (story.contained - story.impact) / 60;
  const [www, api] = summary.impact.services;
  expect(www?.percentMinutes).toBeCloseTo(60 * minutes, 9);
  expect(api?.percentMinutes).toBeCloseTo(60 * minutes, 9);
  expect(summary.impact.total).toMatchObject({
    lost: 321 * 75,
    offered: 321 * 125,
    usersHurt: 321 * 4,
    lostWholeDrill: 321 * 75,
  });
  expect(summary.impact.collateral).toEqual([
    {
      flow: "batch",
      offered: 43 * 390,
      good: 12 * 327,
      rejected: 43 * 63,
      rejectedShare: expect.closeTo((100 * 63) / 390, 6),
    },
  ]);
});

test("the clock is that of the level in force when users were back", () => {
  expect(summary.incident?.deadline).toEqual({
    level: 0,
    label: "SEV 0",
    dueMs: 1_050_000,
    fromMs: 150_000,
    targetMs: 900_000,
    marginMs: 703_000,
    kept: true,
  });
  expect(summary.incident?.levels.map(({ level, ms }) => [level, ms])).toEqual([
    [1, 90_000],
    [0, 260_000],
  ]);
  expect(summary.incident?.claims).toEqual([
    { atMs: 280_000, premature: true, flagged: true, earlyMs: 67_000 },
    { atMs: 380_000, premature: false, flagged: false, earlyMs: -33_000 },
  ]);
});

test("a lower level keeps the deadline, which is named after the level that set it", () => {
  const lowered = events.flatMap((event): GamedayEvent[] =>
    event.type === "incident.severity"
      ? [
          event,
          {
            ...event,
            at: event.at + 1_000,
            ex: event.ex + 1_000,
            data: { ...event.data, from: 0, to: 1, automatic: false },
          },
        ]
      : [event],
  );
  expect(summarise(plan, lowered).incident).toMatchObject({
    level: 1,
    deadline: { level: 0, label: "SEV 0", targetMs: 900_000 },
  });
});

test("a claim made when users were back is honest, though nobody could be sure before the hold was over", () => {
  const hasty = events.map((event) =>
    event.type === "incident.state" && event.at === 380_000
      ? { ...event, at: 350_000, data: { ...event.data, premature: true } }
      : event,
  );
  const { incident, timeline } = summarise(plan, hasty);
  expect(incident?.claims[1]).toEqual({
    atMs: 350_000,
    premature: false,
    flagged: true,
    earlyMs: -3_000,
  });
  const said = timeline.items.filter(
    (item) => item.type === "incident.state" && item.data.state === "mitigated",
  );
  expect(said.map(({ data }) => "premature" in data)).toEqual([true, false]);
  expect(
    incident?.states.filter(({ state }) => state === "mitigated").map((one) => one.premature),
  ).toEqual([true, false]);
});

test("a target is the whole one, though the event was written a moment after its deadline was worked out", () => {
  const late = events.map((event) =>
    event.type === "incident.severity" ? { ...event, at: event.at + 19.5 } : event,
  );
  expect(summarise(plan, late).incident?.deadline).toMatchObject({
    targetMs: 900_000,
    dueMs: 1_050_000,
  });
});

test("the backpack tells what was proved, by which output, and the statement has the machine's values in it", () => {
  expect(summary.evidence.map(({ id, proved }) => [id, proved?.atMs])).toEqual([
    ["its-the-api", 110_000],
    ["one-customer", 250_000],
    ["limiter-fails", 300_000],
  ]);
  expect(summary.evidence[1]).toMatchObject({
    statement: "Nearly all are customer 4211's.",
    rootCause: true,
    refused: [{ atMs: 240_000 }],
  });
});

test("the score explains every point", () => {
  expect(summary.score?.lines.map(({ about, points, of }) => [about, points, of])).toEqual([
    ["contained", 50, 50],
    ["evidence", 35, 35],
    ["process", 15, 15],
    ["wrong-turns", -5, 0],
    ["claims", -10, 0],
    ["hints", -2, 0],
  ]);
  expect(summary.score?.points).toBe(83);
});

test("the timeline is ordered by when things happened and shows the sample behind an alert", () => {
  const { items } = summary.timeline;
  expect(items.map(({ atMs }) => atMs)).toEqual(
    items.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
  const alert = items.find(({ type }) => type === "alert.fired");
  expect(alert?.behind).toMatchObject({
    type: "probe.sample",
    data: { signal: "threads-running" },
  });
  expect(items.filter(({ type }) => type === "load.bin" || type === "probe.sample")).toEqual([]);
});

test("charts get a series per SLI and signal over the play", () => {
  const [www] = summary.series.slis;
  expect(www).toMatchObject({ fromSecond: 0, stepSeconds: 1 });
  expect(www?.success).toHaveLength(story.end);
  expect([www?.success[25], www?.success[26], www?.success[346], www?.success[347]]).toEqual([
    100, 40, 40, 100,
  ]);
  expect(
    summary.series.signals.find(({ signal }) => signal === "threads-running")?.points.mean[19],
  ).toBe(2);
});

test("a summary is plain JSON: what is written is what is read back", () => {
  expect(JSON.parse(JSON.stringify(summary))).toStrictEqual(summary);
});

test("a journal that breaks off before anything was hurt still has a summary", () => {
  const early = summarise(
    plan,
    journal(plan, [{ type: "drill.phase", data: { phase: "up" }, at: 10 }]),
  );
  expect(early).toMatchObject({
    ended: null,
    score: null,
    incident: null,
    impact: { windows: [], ms: 0 },
    measuredSeconds: 0,
    durations: { faultToContained: null },
  });
  expect(JSON.parse(JSON.stringify(early))).toStrictEqual(early);
});

test("an empty journal has a summary of nothing", () => {
  expect(summarise(plan, [])).toMatchObject({
    events: 0,
    drill: { scenario: "hot-mysql", startedWall: "" },
  });
});
