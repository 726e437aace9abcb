import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columns } from "../../../src/report/chart/bins.ts";
import { timeAxis, timeTicks } from "../../../src/report/chart/time-axis.ts";
import { amountAxis, successAxis } from "../../../src/report/chart/value-axis.ts";

const ticksOf = (fromMs: number, toMs: number): string[] =>
  timeTicks(timeAxis({ fromMs, toMs, left: 0, right: 750 })).map(({ text }) => text);

describe("a time axis", () => {
  it("counts minutes from the fault, for three minutes as for eight hours", () => {
    expect(ticksOf(-20_000, 180_000)).toEqual([
      "0:00",
      "0:30",
      "1:00",
      "1:30",
      "2:00",
      "2:30",
      "3:00",
    ]);
    expect(ticksOf(-60_000, 480_000)).toEqual(["0", "2", "4", "6", "8"]);
    expect(ticksOf(-120_000, 360_000)).toEqual(["−2", "−1", "0", "1", "2", "3", "4", "5", "6"]);
    expect(ticksOf(0, 8 * 3_600_000)).toEqual([
      "0",
      "60",
      "120",
      "180",
      "240",
      "300",
      "360",
      "420",
      "480",
    ]);
  });

  it("never has more ticks than there is room for, and never a line without a place", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 1e9 }),
        (fromMs, length) => {
          const axis = timeAxis({ fromMs, toMs: fromMs + length, left: 10, right: 800 });
          expect(timeTicks(axis).length).toBeLessThanOrEqual(11);
          for (const { at } of timeTicks(axis)) expect(axis.x(at)).toBeGreaterThanOrEqual(10);
        },
      ),
    );
  });
});

describe("a value axis", () => {
  it("of success starts low enough for the worst second and shows small losses large", () => {
    expect(successAxis(34, 99.5, { top: 0, bottom: 100 }).low).toBe(0);
    expect(successAxis(99.7, 99.9, { top: 0, bottom: 100 }).low).toBe(99.5);
    expect(successAxis(100, 99.5, { top: 0, bottom: 100 }).low).toBe(99);
  });

  it("of amounts ends at a round number that holds the highest", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        expect(amountAxis(value, { top: 0, bottom: 1 }).high).toBeGreaterThanOrEqual(
          value * (1 - 1e-9),
        );
      }),
    );
    expect(amountAxis(0, { top: 0, bottom: 1 }).high).toBe(1);
  });
});

describe("columns of bins", () => {
  it("keep the number of requests and the worst second, however many bins they gather", () => {
    const bin = fc.record({
      success: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
      offered: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.array(bin, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 5, max: 100 }),
        (given, most) => {
          const bins = given.map((each, second) => ({ atMs: second * 1_000 - 30_000, ...each }));
          const drawn = columns(bins, 1_000, most);
          const measured = bins.filter(({ success }) => success !== null);
          expect(drawn.length).toBeLessThanOrEqual(most + 1);
          expect(drawn.reduce((sum, { offered }) => sum + offered, 0)).toBe(
            measured.reduce((sum, { offered }) => sum + offered, 0),
          );
          expect(Math.min(100, ...drawn.map(({ worst }) => worst ?? 100))).toBe(
            Math.min(100, ...measured.map(({ success }) => success ?? 100)),
          );
        },
      ),
    );
  });
});
