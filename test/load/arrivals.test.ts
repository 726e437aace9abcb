import fc from "fast-check";
import { expect, test } from "vitest";
import { arrivals, type Arrivals } from "../../src/load/arrivals.ts";

function upTo(schedule: Arrivals, ms: number): number[] {
  const due: number[] = [];
  for (; schedule.nextMs < ms; schedule.advance()) due.push(schedule.nextMs);
  return due;
}

test("a constant rate is evenly spaced from its phase on", () => {
  expect(upTo(arrivals(1_000, 4, 0.5), 2_000)).toEqual([1_125, 1_375, 1_625, 1_875]);
});

test("over a long time it neither gains nor loses a request", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 5_000, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (rate, phase) => {
        expect(
          Math.abs(upTo(arrivals(0, rate, phase), 20_000).length - rate * 20),
        ).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 30 },
  );
});

test("a new rate keeps the phase: no request is brought forward or doubled by the change", () => {
  const schedule = arrivals(0, 10, 0);
  expect(upTo(schedule, 250)).toEqual([100, 200]);
  // Half of the interval has passed at 250 ms; the other half takes 10 ms at 50 a second.
  schedule.setRate(250, 50);
  expect(upTo(schedule, 300)).toEqual([260, 280]);
});

test("a rate of 0 pauses, and what had built up counts when it goes on", () => {
  const schedule = arrivals(0, 10, 0);
  upTo(schedule, 150);
  schedule.setRate(150, 0);
  expect(schedule.nextMs).toBe(Number.POSITIVE_INFINITY);
  schedule.setRate(5_000, 10);
  expect(schedule.nextMs).toBeCloseTo(5_050, 6);
});

test("any series of changes sends what the integral of the rate says", () => {
  const change = fc.record({
    afterMs: fc.integer({ min: 0, max: 3_000 }),
    to: fc.integer({ min: 0, max: 200 }),
    overMs: fc.integer({ min: 0, max: 2_000 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const schedule = arrivals(0, 50, 0);
      let [now, sent, integral, rate] = [0, 0, 0, 50];
      let ramp: { from: number; to: number; startMs: number; overMs: number } = {
        from: 50,
        to: 50,
        startMs: 0,
        overMs: 0,
      };
      const rateAt = (ms: number): number =>
        ms >= ramp.startMs + ramp.overMs
          ? ramp.to
          : ramp.from + ((ramp.to - ramp.from) * (ms - ramp.startMs)) / ramp.overMs;
      const go = (untilMs: number): void => {
        sent += upTo(schedule, untilMs).length;
        // Trapezoids over pieces in which the rate is a straight line.
        const corner = Math.min(Math.max(now, ramp.startMs + ramp.overMs), untilMs);
        const before =
          corner > now ? ((rateAt(now) + rateAt(corner - 1e-9)) / 2) * (corner - now) : 0;
        integral += (before + ramp.to * (untilMs - corner)) / 1_000;
        now = untilMs;
      };
      for (const { afterMs, to, overMs } of changes) {
        go(now + afterMs);
        rate = rateAt(now);
        schedule.setRate(now, to, overMs);
        ramp = { from: rate, to, startMs: now, overMs };
      }
      go(now + 5_000);
      expect(Math.abs(sent - integral)).toBeLessThanOrEqual(1 + 1e-6);
    }),
  );
});
