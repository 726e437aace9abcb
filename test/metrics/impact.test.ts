import fc from "fast-check";
import { expect, test } from "vitest";
import { budgetOf } from "../../src/metrics/budget.ts";
import { percentMinutes } from "../../src/metrics/impact.ts";
import { summarise, type Summary } from "../../src/metrics/summary.ts";
import { addSecond, emptySeconds } from "../../src/monitor/seconds.ts";
import type { ContainedBy, TruthState } from "../../src/event/truth.ts";
import {
  bins,
  happens,
  inOrder,
  journal,
  testPlan,
  type TimedInput,
} from "../support/event-builder.ts";

const plan = testPlan();
const truth = (at: number, state: TruthState, by?: ContainedBy): TimedInput =>
  happens(at, "truth.changed", { state, detail: "", ...(by !== undefined && { by }) }, { ex: at });
const impact = (second: number): TimedInput =>
  happens(second * 1_000, "impact.started", { second, slis: ["www", "api"] });
const over = (second: number): TimedInput[] => [
  happens(second * 1_000, "heal.started", { why: "over" }),
  happens(second * 1_000 + 10, "drill.ended", { why: "resolved", detail: "" }),
];
const summary = (...inputs: (TimedInput | TimedInput[])[]): Summary =>
  summarise(plan, journal(plan, inOrder(...inputs)));
const loss = (of: Summary): number[] =>
  of.impact.services.map((service) => Math.round(service.percentMinutes * 1e6) / 1e6);

test("the seed's example: 0.2 % for 30 minutes is 6, 0.11 % for 30 minutes is 3.3", () => {
  const halfHour = 30 * 60;
  const of = summary(
    bins("web", 0, halfHour, 1_000, 998),
    bins("partner", 0, halfHour, 10_000, 9_989),
    impact(0),
    truth(halfHour * 1_000, "contained", "players"),
    over(halfHour + 60),
  );
  expect(loss(of)).toEqual([6, 3.3]);
  expect(of.impact.services.map(({ meanLoss }) => Math.round(meanLoss * 1e6) / 1e6)).toEqual([
    0.2, 0.11,
  ]);
  expect(of.impact.total.percentMinutes).toBeCloseTo(9.3, 9);
});

test("only what lies between impact and contained counts, and the whole drill is told beside it", () => {
  const of = summary(
    bins("web", 0, 200, 100, 90),
    bins("partner", 0, 200, 25, 25),
    impact(60),
    truth(120_000, "contained", "players"),
    over(180),
  );
  expect(loss(of)).toEqual([10, 0]);
  expect(of.impact.services[0]?.wholeDrill).toEqual({
    percentMinutes: expect.closeTo(30, 9),
    lost: 1_800,
    offered: 18_000,
  });
  expect(of.impact).toMatchObject({
    ms: 60_000,
    open: false,
    windows: [{ fromSecond: 60, toSecond: 120, open: false, endedBy: "players" }],
  });
});

test("never contained: the window stays open until the play ended", () => {
  const of = summary(
    bins("web", 0, 200, 100, 50),
    bins("partner", 0, 200, 25, 25),
    impact(60),
    over(180),
  );
  expect(of.impact).toMatchObject({
    ms: 120_000,
    open: true,
    windows: [{ fromSecond: 60, toSecond: 180, open: true, endedBy: null }],
  });
  expect(loss(of)).toEqual([100, 0]);
});

test("a recurrence opens a second window", () => {
  const of = summary(
    bins("web", 0, 300, 100, 40),
    bins("partner", 0, 300, 25, 25),
    impact(60),
    truth(120_000, "contained", "players"),
    truth(180_000, "recurred"),
    truth(240_000, "contained", "players"),
    over(290),
  );
  expect(of.impact.windows.map(({ fromSecond, toSecond }) => [fromSecond, toSecond])).toEqual([
    [60, 120],
    [180, 240],
  ]);
  expect(loss(of)).toEqual([120, 0]);
  expect(of.truth).toMatchObject({ recurrences: 1, contained: { atMs: 240_000, by: "players" } });
  expect(of.moments).toMatchObject({ containedFirst: 120_000, contained: 240_000 });
});

test("users brought back and hurt again have no time to mitigate", () => {
  const of = summary(
    bins("web", 0, 300, 100, 40),
    bins("partner", 0, 300, 25, 25),
    happens(50_000, "fault.applied", { id: "batch" }),
    impact(60),
    truth(120_000, "contained", "players"),
    truth(180_000, "recurred"),
    over(290),
  );
  expect(of.truth).toMatchObject({ contained: null, recurrences: 1 });
  expect(of.durations).toMatchObject({ faultToContained: null, impactToContained: null });
});

test("a flow that two services count is lost once in the total", () => {
  const both = testPlan({
    slis: {
      a: { counts: ["web"], objective: 99 },
      b: { counts: ["web", "partner"], objective: 99 },
    },
  });
  const of = summarise(
    both,
    journal(
      both,
      inOrder(
        bins("web", 0, 60, 100, 90, { newlyHurt: 1 }),
        bins("partner", 0, 60, 25, 25),
        impact(0),
        over(60),
      ),
    ),
  );
  expect(of.impact.total).toMatchObject({ lost: 600, offered: 7_500, usersHurt: 60 });
  expect(of.impact.services.map(({ lost }) => lost)).toEqual([600, 600]);
});

test("a user of two flows is hurt once; the same number in another cohort is somebody else", () => {
  const journeys = {
    view: { to: "www", steps: [{ get: "/orders/1" }] },
    read: { to: "api", steps: [{ get: "/v1/orders/1" }] },
    export: { to: "api", steps: [{ get: "/v1/export" }] },
  };
  const load = {
    journeys,
    cohorts: { everyone: { users: 9 }, partners: { users: 9 } },
    flows: {
      web: { journey: "view", rate: 100 },
      app: { journey: "view", rate: 50 },
      partner: { journey: "read", cohort: "partners", rate: 25 },
    },
  };
  const cohorts = testPlan({
    load,
    slis: {
      www: { counts: ["web", "app"], objective: 99 },
      api: { counts: ["partner"], objective: 99 },
    },
  });
  const hurt = (flow: string, users: readonly number[]): TimedInput[] =>
    bins(flow, 10, 11, 10, 5, { newlyHurt: users.length, hurt: users });
  const of = summarise(
    cohorts,
    journal(
      cohorts,
      inOrder(
        ...["web", "app", "partner"].map((flow) => bins(flow, 0, 10, 10, 10)),
        hurt("web", [1, 2, 3]),
        hurt("app", [3, 4]),
        hurt("partner", [1, 2]),
        impact(10),
        over(11),
      ),
    ),
  );
  expect(of.impact.services.map(({ usersHurt }) => usersHurt)).toEqual([4, 2]);
  expect(of.impact.total.usersHurt).toBe(6);
});

test("percent-minutes of a whole are those of its parts, at most 100 a minute, and nought without loss", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 200 }),
      fc.nat(200),
      (seconds, cut) => {
        const counted = emptySeconds(["offered", "good"]);
        for (const [second, [a, b]] of seconds.entries())
          addSecond(counted, second, { offered: Math.max(a, b), good: Math.min(a, b) });
        const whole = percentMinutes({ seconds: counted }, 0, seconds.length);
        expect(
          percentMinutes({ seconds: counted }, 0, cut) +
            percentMinutes({ seconds: counted }, cut, seconds.length),
        ).toBeCloseTo(whole, 6);
        expect(whole).toBeLessThanOrEqual((100 * seconds.length) / 60 + 1e-9);
        if (seconds.every(([a, b]) => a === b)) expect(whole).toBe(0);
      },
    ),
  );
});

test("burning at the objective's pace uses the month's budget exactly in a month", () => {
  const month = 30 * 86_400;
  const at = (lost: number, offered: number, measured: number): ReturnType<typeof budgetOf> =>
    budgetOf(
      {
        sli: "api",
        service: "api",
        objective: 99.9,
        percentMinutes: 0,
        lost,
        offered,
        meanLoss: 0,
        worstSuccess: null,
        secondsBelow: 0,
        wholeDrill: { percentMinutes: 0, lost, offered },
        usersHurt: 0,
      },
      measured,
    );
  expect(at(month / 1_000, month, month)).toMatchObject({
    share: expect.closeTo(1, 9),
    burn: expect.closeTo(1, 9),
  });
  // 14.4 × for an hour is 2 % of a 30-day budget (SRE workbook).
  expect(at(3_600 * 0.0144, 3_600, 3_600)).toMatchObject({
    share: expect.closeTo(0.02, 9),
    burn: expect.closeTo(14.4, 9),
  });
});
