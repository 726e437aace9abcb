import { expect, test } from "vitest";
import { usageMeter } from "../../fixtures/shop/usage.ts";

test("usage is of the last ten seconds, and the busiest ten seconds stay known", () => {
  let ms = 0;
  const meter = usageMeter(() => ms);
  for (ms = 0; ms < 20_000; ms += 100) {
    meter.count("4211", true);
    meter.charge("4211", 50);
  }
  ms = 19_999;
  expect(meter.top(5)).toMatchObject([
    {
      customer: "4211",
      requestsAllowed: 100,
      requestsRejected: 0,
      allowedPerSecond: 10,
      peakAllowedPerSecond: 10,
      databaseMs: 5_000,
    },
  ]);
  ms = 40_000;
  expect(meter.top(5)).toMatchObject([
    { requestsAllowed: 0, allowedPerSecond: 0, peakAllowedPerSecond: 10, databaseMs: 0 },
  ]);
});

test("rejected requests are counted apart and do not raise the peak", () => {
  const meter = usageMeter(() => 500);
  meter.count("a", true);
  for (let count = 0; count < 9; count += 1) meter.count("a", false);
  expect(meter.top(1)).toMatchObject([
    { requestsAllowed: 1, requestsRejected: 9, peakAllowedPerSecond: 0.1 },
  ]);
});

test("who uses the database most comes first, and only as many as asked for", () => {
  const meter = usageMeter(() => 0);
  for (const [customer, databaseMs] of [
    ["light", 1],
    ["heavy", 900],
    ["middle", 30],
  ] as const) {
    meter.count(customer, true);
    meter.charge(customer, databaseMs);
  }
  expect(meter.top(2).map(({ customer }) => customer)).toEqual(["heavy", "middle"]);
});
