import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverage, nextChange, timeOfCheck } from "../../../src/org/rotation/coverage.ts";
import { onCallAt, shiftsBetween } from "../../../src/org/rotation/shifts.ts";
import type { Layer, Rotation } from "../../../src/org/rotation/rotation.ts";
import { beginningOf } from "../../../src/org/rotation/turns.ts";
import { rotation } from "./rotations.ts";

const day = 86_400_000;
const zone = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
);
const time = fc
  .record({ hour: fc.nat(23), minute: fc.constantFrom(0, 1, 15, 30, 45, 59) })
  .map(({ hour, minute }) => `${two(hour)}:${two(minute)}`);
const date = fc
  .integer({ min: Date.UTC(2011, 0, 1) / day, max: Date.UTC(2031, 0, 1) / day })
  .map((days) => new Date(days * day).toISOString().slice(0, 10));
const people = fc.uniqueArray(fc.constantFrom("ana", "ben", "cleo", "dan", "eve"), {
  minLength: 1,
  maxLength: 5,
}) as unknown as fc.Arbitrary<Layer["people"]>;
const layer = fc.record({
  people,
  everyDays: fc.constantFrom(1, 2, 7, 14),
  handover: time,
  start: date,
  timeZone: zone,
});
const override = fc
  .record({ date, time, days: fc.integer({ min: 1, max: 20 }), who: fc.constantFrom("ben", "zoe") })
  .map(({ date: from, time: at, days, who }) => ({
    from: `${from}T${at}`,
    to: `${new Date(Date.parse(from) + days * day).toISOString().slice(0, 10)}T${at}`,
    who,
  }));

function two(n: number): string {
  return String(n).padStart(2, "0");
}

describe("a layer around the clock", () => {
  it("has exactly one person at every moment, whatever the zone does", () => {
    fc.assert(
      fc.property(layer, fc.nat(700), (one, daysLater) => {
        const from = beginningOf(one) + daysLater * day;
        for (const { people: found } of coverage(rotation([one]), from, from + 60 * day))
          expect(found).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it("split into hours that meet is still exactly one", () => {
    fc.assert(
      fc.property(layer, time, time, fc.nat(700), (one, a, b, daysLater) => {
        fc.pre(a !== b);
        const halves = rotation([
          { ...one, people: ["ana"], hours: { from: a, to: b } },
          { ...one, people: ["ben"], hours: { from: b, to: a } },
        ]);
        const from = beginningOf(one) + daysLater * day;
        for (const { people: found } of coverage(halves, from, from + 60 * day))
          expect(found).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it("gives everybody the same number of turns, in order", () => {
    fc.assert(
      fc.property(layer, (one) => {
        // It left out a day, and with it a turn.
        fc.pre(one.timeZone !== "Pacific/Apia");
        const from = beginningOf(one);
        const days = 3 * one.people.length * one.everyDays;
        const until = new Date(Date.parse(one.start) + days * day).toISOString().slice(0, 10);
        const rounds = shiftsBetween(rotation([{ ...one, until }]), from, from + (days + 2) * day);
        expect(rounds.map(({ person }) => person)).toEqual(
          rounds.map((_, turn) => one.people[turn % one.people.length]),
        );
        expect(rounds).toHaveLength(3 * one.people.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("overrides", () => {
  it("of one person at a time leave exactly one on call", () => {
    fc.assert(
      fc.property(layer, override, (one, swap) => {
        const swapped = rotation([one], { timeZone: one.timeZone, overrides: [swap] });
        const from = Math.max(beginningOf(one), Date.parse(`${swap.from}Z`) - 3 * day);
        for (const stretch of coverage(swapped, from, from + 30 * day))
          expect(stretch.people).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe("any rotation", () => {
  const any: fc.Arbitrary<Rotation> = fc
    .record({
      layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
      overrides: fc.array(override, { maxLength: 3 }),
      timeZone: zone,
    })
    .map(({ layers, ...parts }) => rotation(layers, parts));

  it("answers for a moment as its shifts and stretches do", () => {
    fc.assert(
      fc.property(any, fc.nat(10_000), fc.nat(40 * day), (some, dayOf, offset) => {
        const from = Date.UTC(2011, 0, 1) + dayOf * day;
        const at = from + offset;
        const now = onCallAt(some, at).toSorted();
        const shifts = shiftsBetween(some, from, from + 41 * day);
        const within = shifts.filter((shift) => shift.from <= at && at < shift.to);
        expect([...new Set(within.map(({ person }) => person))].toSorted()).toEqual(now);
        const stretch = coverage(some, from, from + 41 * day).find(
          (one) => one.from <= at && at < one.to,
        );
        expect(stretch?.people.toSorted()).toEqual(now);
      }),
      { numRuns: 300 },
    );
  });

  it("changes next where somebody else is on call, and not before", () => {
    fc.assert(
      fc.property(any, fc.nat(10_000), (some, dayOf) => {
        const at = Date.UTC(2011, 0, 1) + dayOf * day;
        const next = nextChange(some, at);
        if (next === undefined) return;
        const now = onCallAt(some, at).toSorted();
        expect(onCallAt(some, next.at - 1).toSorted()).toEqual(now);
        expect(onCallAt(some, next.at).toSorted()).toEqual(next.people.toSorted());
        expect(next.people.toSorted()).not.toEqual(now);
      }),
      { numRuns: 200 },
    );
  });

  it("is checked over a year at least", () => {
    fc.assert(
      fc.property(any, (some) => {
        const { from, to } = timeOfCheck(some);
        expect(to - from).toBeGreaterThanOrEqual(366 * day);
      }),
    );
  });
});
