import { expect, test } from "vitest";
import { k6Shape, scenarioOf, type K6Shape, type ToldScenario } from "../../src/load/k6-shape.ts";

const shapeOf = (...told: readonly ToldScenario[]): K6Shape => k6Shape(told.map(scenarioOf));

test("a constant rate is the same all the time, in requests of its own unit, and then over", () => {
  const { height, endMs } = shapeOf({
    executor: "constant-arrival-rate",
    rate: 120,
    timeUnit: 60_000,
    duration: 30_000,
  });
  expect([0, 15_000, 29_999, 30_000].map((ms) => height?.(ms))).toEqual([2, 2, 2, 0]);
  expect(endMs).toBe(30_000);
});

test("stages go from one height to the next in a straight line, from when their scenario starts", () => {
  const { height, endMs } = shapeOf({
    executor: "ramping-arrival-rate",
    startRate: 10,
    startTime: 5_000,
    stages: [
      { target: 30, duration: 10_000 },
      { target: 30, duration: 5_000 },
      { target: 0, duration: 10_000 },
    ],
  });
  expect([4_999, 5_000, 10_000, 17_000, 25_000].map((ms) => height?.(ms))).toEqual([
    0, 10, 20, 30, 15,
  ]);
  expect(endMs).toBe(30_000);
  expect(
    shapeOf({ executor: "ramping-vus", stages: [{ target: 11, duration: 10_000 }] }).height?.(
      5_000,
    ),
  ).toBe(6);
});

test("iterations that are counted are over when they are over", () => {
  expect(shapeOf({ executor: "shared-iterations", vus: 3 })).toMatchObject({
    endMs: Number.POSITIVE_INFINITY,
  });
  expect(shapeOf({ executor: "per-vu-iterations", vus: 3 }).height?.(1_000)).toBe(3);
});

test("rates and waiting users add up only while neither changes, and what people steer has no plan", () => {
  const users = { executor: "constant-vus", vus: 5, duration: 60_000 };
  expect(
    shapeOf(users, { executor: "constant-arrival-rate", rate: 5, duration: 60_000 }).height?.(0),
  ).toBe(10);
  expect(
    shapeOf(users, { executor: "ramping-arrival-rate", stages: [{ target: 9, duration: 60_000 }] })
      .height,
  ).toBeUndefined();
  expect(shapeOf({ executor: "externally-controlled", vus: 5, duration: 60_000 })).toEqual({
    height: undefined,
    endMs: Number.POSITIVE_INFINITY,
  });
  expect(shapeOf().height).toBeUndefined();
});
