import fc from "fast-check";
import { expect, test } from "vitest";
import { isBeyondNoise, minimumRequests } from "../../src/monitor/noise.ts";

test.each([
  [99.5, 600],
  [99.9, 3_000],
  [99, 300],
  [95, 60],
])("an objective of %d %% needs %d requests before silence is proof", (objective, requests) => {
  expect(minimumRequests(objective)).toBe(requests);
});

test("the threshold is where the Poisson tail falls under 1 in 10,000", () => {
  // λ = 0.5: P(X ≥ 6) = 1.4e-5, P(X ≥ 5) = 1.7e-4.
  expect([5, 6].map((lost) => isBeyondNoise(lost, 500, 99.9))).toEqual([false, true]);
  // λ = 5: P(X ≥ 14) = 6.98e-4, P(X ≥ 15) = 2.26e-4, P(X ≥ 16) = 6.90e-5.
  expect([15, 16].map((lost) => isBeyondNoise(lost, 1_000, 99.5))).toEqual([false, true]);
});

test("losing more is never less certain, and losing what the objective allows is never beyond noise", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.double({ min: 50, max: 99.99, noNaN: true }),
      fc.nat(),
      (offered, objective, seed) => {
        const lost = seed % (offered + 1);
        if (isBeyondNoise(lost, offered, objective))
          expect(isBeyondNoise(Math.min(offered, lost + 1), offered, objective)).toBe(true);
        expect(
          isBeyondNoise(Math.floor((offered * (100 - objective)) / 100), offered, objective),
        ).toBe(false);
      },
    ),
  );
});
