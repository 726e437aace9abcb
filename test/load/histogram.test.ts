import fc from "fast-check";
import { expect, test } from "vitest";
import { createHistogram } from "../../src/load/histogram.ts";

const times = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

function exact(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(values.length * share)) - 1] ?? 0;
}

test("quantiles are exact to half a percent, or to half a microsecond where that is more", () => {
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const histogram = createHistogram();
      for (const value of values) histogram.record(value);
      const want = exact(values, share);
      expect(Math.abs(histogram.quantileMs(share) - want)).toBeLessThanOrEqual(
        want * 0.005 + 0.0006,
      );
      expect(histogram.maxMs).toBe(Math.max(...values));
      expect(histogram.count).toBe(values.length);
    }),
  );
});

test("merging is the same as recording everything in one", () => {
  fc.assert(
    fc.property(times, times, (left, right) => {
      const [a, b, both] = [createHistogram(), createHistogram(), createHistogram()];
      for (const value of left) a.record(value);
      for (const value of right) b.record(value);
      for (const value of [...left, ...right]) both.record(value);
      a.merge(b);
      expect(a.entries()).toEqual(both.entries());
      expect([a.count, a.maxMs]).toEqual([both.count, both.maxMs]);
    }),
  );
});

test("is empty at first and after clearing, and keeps what is off its scale in its last bucket", () => {
  const histogram = createHistogram();
  expect([histogram.quantileMs(0.99), histogram.maxMs, histogram.count]).toEqual([0, 0, 0]);
  histogram.record(-5);
  histogram.record(1e9);
  expect(histogram.entries()).toHaveLength(2);
  expect(histogram.maxMs).toBe(1e9);
  histogram.clear();
  expect([histogram.entries(), histogram.count, histogram.maxMs]).toEqual([[], 0, 0]);
});

test("once cleared it is as good as new, however much it had held", () => {
  fc.assert(
    fc.property(times, times, (before, after) => {
      const [used, fresh] = [createHistogram(), createHistogram()];
      for (const value of before) used.record(value);
      used.clear();
      for (const histogram of [used, fresh]) for (const value of after) histogram.record(value);
      expect(used.entries()).toEqual(fresh.entries());
      expect([used.quantileMs(0.5), used.quantileMs(0.99), used.count]).toEqual([
        fresh.quantileMs(0.5),
        fresh.quantileMs(0.99),
        fresh.count,
      ]);
    }),
  );
});
