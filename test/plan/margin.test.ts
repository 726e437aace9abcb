import { expect, test } from "vitest";
import { defaultMargin, marginOf } from "../../src/plan/margin.ts";
import { hotMysql } from "../support/simulated.ts";

test("the margin is the fault's load over the capacity that it is calibrated to", () => {
  const plan = hotMysql();
  expect(marginOf(plan, { ...plan.params, heavyCapacity: 20 })).toEqual({
    times: 2,
    offered: { fault: "batch", perSecond: 40, calibration: "heavyCapacity" },
  });
});

test("a parameter of the scenario moves it", () => {
  const plan = hotMysql({}, { params: { hotFactor: 3 } });
  expect(marginOf(plan, { ...plan.params, heavyCapacity: 7 }).times).toBeCloseTo(3);
});

test("where no load of a fault is made of a capacity, it is the default", () => {
  expect(
    marginOf(hotMysql({ faults: {} }), { heavyCapacity: 20, customer: 1, hotFactor: 2 }),
  ).toEqual({ times: defaultMargin });
});
