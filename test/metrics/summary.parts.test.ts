import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import { gremlin } from "../support/organisation.ts";
import { componentRecords } from "../../src/metrics/components.ts";
import { scoreOf, type Scored } from "../../src/metrics/score.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { thinning } from "../../src/metrics/thinning.ts";
import { happens, journal, stamp, testPlan, type TimedInput } from "../support/event-builder.ts";
import { fastFrog, fastFrogPlan } from "../support/fast-frog-events.ts";

describe("thinning", () => {
  test("keeps every point's share of the sum and the highest peak, however long it gets", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(40_000_000), fc.integer({ min: -1_000, max: 1_000 })), {
          minLength: 1,
          maxLength: 300,
        }),
        (points) => {
          const series = thinning();
          for (const [at, value] of points) series.add(at, value);
          const { mean, peak, fromMs, stepMs } = series.done();
          expect(mean.length).toBeLessThanOrEqual(1_200);
          expect(Math.max(...peak.filter((value) => value !== null))).toBe(
            Math.max(...points.map(([, value]) => value)),
          );
          for (const [at, value] of points)
            expect(peak[Math.floor((at - fromMs) / stepMs)]).toBeGreaterThanOrEqual(value);
          const counted = mean.filter((value) => value !== null).length;
          expect(counted).toBe(new Set(points.map(([at]) => Math.floor(at / stepMs))).size);
        },
      ),
    );
  });
  test("is exact while one second is one step", () => {
    const series = thinning();
    for (const [second, value] of [3, 5, 4].entries()) series.add((second + 10) * 1_000, value);
    expect(series.done()).toEqual({
      fromMs: 10_000,
      stepMs: 1_000,
      mean: [3, 5, 4],
      peak: [3, 5, 4],
    });
    expect(thinning().done()).toEqual({ fromMs: 0, stepMs: 1_000, mean: [], peak: [] });
  });
});

describe("the score", () => {
  const frog = summarise(fastFrogPlan(), fastFrog());
  const points = (change: Partial<Scored>): number =>
    scoreOf({ ...frog, ...change }, gremlin.profile.scoring).points;

  test("of somebody who does nothing is nothing", () => {
    expect(
      points({
        truth: { contained: null },
        incident: null,
        evidence: frog.evidence.map((one) => ({ ...one, proved: null })),
        wrongTurns: [],
        hints: [],
      }),
    ).toBe(0);
  });
  test("of a perfect drill is a hundred", () => {
    const incident = frog.incident === null ? null : { ...frog.incident, saidTooEarly: [] };
    expect(points({ incident, wrongTurns: [], hints: [] })).toBe(100);
  });
  test("falls with every wrong turn, early claim, hint, lateness and merit of the fault's own end, and never below nought", () => {
    const base = points({});
    expect(points({ wrongTurns: [] })).toBe(base + 5);
    expect(points({ hints: [] })).toBe(base + 2);
    expect(points({ truth: { contained: { atMs: 347_000, by: "fault-ended" } } })).toBe(base - 65);
    expect(
      points({
        evidence: frog.evidence.map((one, i) => (i === 1 ? { ...one, proved: null } : one)),
      }),
    ).toBe(Math.round(base - (35 * 3) / 8));
    const late =
      frog.incident?.deadline == null
        ? null
        : {
            ...frog.incident,
            deadline: { ...frog.incident.deadline, kept: false, marginMs: -1_000 },
          };
    expect(points({ incident: late })).toBe(base - 30);
    const [early] = frog.incident?.saidTooEarly ?? [];
    const said = (...states: readonly ("mitigated" | "resolved" | "false-alarm")[]): number =>
      frog.incident === null
        ? Number.NaN
        : points({
            incident: {
              ...frog.incident,
              saidTooEarly: states.map((state) => ({ state, atMs: 0 })),
            },
          });
    expect(early?.state).toBe("mitigated");
    expect([said(), said("resolved"), said("false-alarm"), said("mitigated", "resolved")]).toEqual([
      base + 10,
      base,
      base,
      base - 10,
    ]);
    expect(
      points({
        hints: Array.from({ length: 100 }, () => ({ atMs: 0, about: "", text: "", cost: 5 })),
      }),
    ).toBe(0);
  });
  test("every line says why, and the lines add up", () => {
    expect(frog.score?.lines.every(({ why }) => why.length > 0)).toBe(true);
    expect(frog.score?.lines.reduce((sum, line) => sum + line.points, 0)).toBe(frog.score?.points);
  });
  test("is not given for a drill that never came to be one", () => {
    const plan = testPlan();
    expect(
      summarise(
        plan,
        journal(plan, [happens(1, "gate.checked", { gate: "baseline", met: false, detail: "" })]),
      ).score,
    ).toBeNull();
  });
});

test("a chatty journal keeps a short timeline and says what it left out", () => {
  const plan = testPlan();
  const notes = Array.from({ length: 1_000 }, (_, i) =>
    happens(i * 10, "note.added", { text: `note ${i}` }),
  );
  const { timeline } = summarise(plan, journal(plan, notes));
  expect(timeline.items).toHaveLength(400);
  expect(timeline.omitted).toEqual({ "note.added": 600 });
});

test("alerts come with their copies, pages with who answered when", () => {
  const plan = testPlan();
  const fired = (at: number, copy: number) =>
    happens(at, "alert.fired", { alert: "a", text: "t", page: "tloc", copy });
  const { alerts, pages } = summarise(
    plan,
    journal(plan, [
      fired(1, 1),
      fired(1, 2),
      happens(2, "page.sent", { to: "tloc", text: "t" }),
      happens(9, "page.acked", { to: "tloc" }),
      happens(20, "alert.cleared", { alert: "a" }),
      fired(30, 1),
    ]),
  );
  expect(alerts).toMatchObject([
    { firedMs: 1, clearedMs: 20, copies: 2 },
    { firedMs: 30, clearedMs: null, copies: 1 },
  ]);
  expect(pages).toEqual([{ to: "tloc", text: "t", atMs: 2, ackedMs: 9, ackedBy: "responder" }]);
});

test("an acknowledgement answers its own page, and a bot's is nobody's praise", () => {
  const plan = testPlan();
  const answered = (by: Actor, events: readonly TimedInput[] = []) =>
    summarise(
      plan,
      journal(plan, [
        happens(10_000, "page.sent", { to: "imoc", text: "declared" }),
        { ...happens(20_000, "page.acked", { to: "imoc" }), by },
        happens(45_000, "fault.armed", {
          fault: "f",
          id: "1",
          target: "t",
          with: {},
          undo: { do: "resume", target: "t" },
        }),
        ...events,
      ]),
    ).durations.pageToAcknowledged;
  expect(answered(person)).toBeNull();
  const pages = (by: Actor) => [
    happens(50_000, "page.sent", { to: "tloc", text: "errors" }),
    happens(51_000, "page.sent", { to: "imoc", text: "declared" }),
    { ...happens(52_000, "page.acked", { to: "imoc" }), by: imocBot },
    { ...happens(124_000, "page.acked", { to: "tloc" }), by },
  ];
  expect(answered(person, pages(person))).toBe(74_000);
  expect(answered(person, pages(imocBot))).toBeNull();
});

const person: Actor = { id: "you", kind: "person", roles: ["tloc"] };
const imocBot: Actor = { id: "imoc-bot", kind: "bot", roles: ["imoc"] };

test("what ran is told once a component, with how often it had to start", () => {
  const fold = componentRecords();
  const running = (at: number, component: string, detail: string) =>
    happens(at, "component.state", {
      component,
      state: "running",
      address: "127.1.1.1",
      port: 3306,
      detail,
    });
  for (const event of stamp([
    happens(0, "component.state", { component: "db", state: "starting" }),
    running(1, "db", "MariaDB 10.11.19 (/usr/sbin/mariadbd)"),
    running(2, "api/1", "shop/api (gameday/shop:dev)"),
    happens(3, "component.state", { component: "db", state: "exited" }),
    running(4, "db", "started again by its supervisor"),
  ]))
    fold.take(event);
  expect(fold.done()).toEqual([
    {
      component: "db",
      what: "MariaDB 10.11.19 (/usr/sbin/mariadbd)",
      address: "127.1.1.1:3306",
      starts: 2,
    },
    {
      component: "api/1",
      what: "shop/api (gameday/shop:dev)",
      address: "127.1.1.1:3306",
      starts: 1,
    },
  ]);
});
