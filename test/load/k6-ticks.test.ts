import fc from "fast-check";
import { expect, test } from "vitest";
import { k6Ticks } from "../../src/load/k6-ticks.ts";

/**
 * Plays k6: each tick is begun or dropped, a journey is over later, and what is over is told in
 * that order.
 */
const history = fc.array(
  fc.record({
    drop: fc.boolean(),
    lateMs: fc.double({ min: 0, max: 9, noNaN: true }),
    takesMs: fc.double({ min: 0, max: 500, noNaN: true }),
  }),
  { minLength: 1, maxLength: 80 },
);

test("every tick is given to one journey or one drop, whatever the order in which journeys end", () => {
  fc.assert(
    fc.property(history, (plan) => {
      const ticks = k6Ticks({ from: 100, to: 100, rampMs: 0 });
      const told: { atMs: number; tell: () => void }[] = [];
      const given = new Map<number, number>();
      let journey = 0;
      for (const [tick, { drop, lateMs, takesMs }] of plan.entries()) {
        const beganMs = tick * 10 + lateMs;
        if (drop) told.push({ atMs: beganMs, tell: () => ticks.dropped(beganMs) });
        else {
          const mine = journey;
          journey += 1;
          told.push({
            atMs: beganMs + takesMs,
            tell: () => {
              expect(ticks.tickOf(mine, beganMs)).toBe(tick);
              given.set(tick, 1);
              ticks.finished(mine, beganMs);
            },
          });
        }
      }
      for (const { tell } of told.toSorted((a, b) => a.atMs - b.atMs)) {
        tell();
        for (const tick of ticks.takeDropped()) {
          expect(plan[tick]?.drop).toBe(true);
          expect(given.has(tick)).toBe(false);
          given.set(tick, 1);
        }
        for (let tick = 0; tick < ticks.settled; tick += 1) expect(given.has(tick)).toBe(true);
      }
      const last = plan.length - 1;
      const open = ticks.open(last * 10);
      // Drops after the last journey have no certain place yet, but their number is known.
      expect(open.running).toEqual([]);
      expect(ticks.settled + open.dropped.length).toBe(plan.length);
    }),
  );
});

test("a constant rate begins at once and is evenly spaced", () => {
  const ticks = k6Ticks({ from: 40, to: 40, rampMs: 0 });
  expect([0, 1, 2, 400].map((tick) => ticks.dueMs(tick))).toEqual([0, 25, 50, 10_000]);
});

test("a ramp adds up: half the rate times its duration, then on at the rate", () => {
  const ticks = k6Ticks({ from: 0, to: 40, rampMs: 2_000 });
  // What k6 v2.2.0 did: tick 0 after 318 ms, tick 9 after 1,001 ms, tick 19 after 1,415 ms, tick 49
  // after 2,251 ms.
  expect(ticks.dueMs(0)).toBeCloseTo(316.2, 1);
  expect(ticks.dueMs(9)).toBeCloseTo(1_000, 6);
  expect(ticks.dueMs(39)).toBeCloseTo(2_000, 6);
  expect(ticks.dueMs(49)).toBeCloseTo(2_250, 6);
  const falling = k6Ticks({ from: 40, to: 0, rampMs: 2_000 });
  expect(falling.dueMs(39)).toBeCloseTo(2_000, 3);
  expect(falling.dueMs(40)).toBe(Number.POSITIVE_INFINITY);
});

test("journeys that are cut are known by their ticks", () => {
  const ticks = k6Ticks({ from: 10, to: 10, rampMs: 0 });
  ticks.tickOf(0, 1);
  ticks.finished(0, 1);
  ticks.tickOf(2, 201);
  ticks.finished(2, 201);
  expect(ticks.settled).toBe(1);
  expect(ticks.open(450)).toEqual({ running: [1, 3, 4], dropped: [] });
});
