import { expect, it } from "vitest";
import { isDay, reviewDueOn } from "../../src/review/due.ts";

it.each([
  // A Saturday.
  ["2026-11-21T23:59:00.000Z", "calendar", 3, "2026-11-24"],
  ["2026-11-21T23:59:00.000Z", "business", 5, "2026-11-27"],
  // A Friday, and a Monday.
  ["2026-11-20T08:00:00.000Z", "business", 1, "2026-11-23"],
  ["2026-11-23T08:00:00.000Z", "business", 5, "2026-11-30"],
  ["2028-02-27T08:00:00.000Z", "calendar", 3, "2028-03-01"],
] as const)("a drill that ended %s and a rule of %s days: %i make %s", (ended, of, days, due) => {
  expect(reviewDueOn(ended, { days, of })).toBe(due);
});

it("has no date without a rule, or without an end", () => {
  expect(reviewDueOn("2026-11-21T23:59:00.000Z", undefined)).toBeNull();
  expect(reviewDueOn("", { days: 3, of: "calendar" })).toBeNull();
});

it("knows the days of the calendar", () => {
  expect(["2026-02-28", "2028-02-29"].every(isDay)).toBe(true);
  expect(["2026-02-29", "2026-13-01", "2026-1-1", "tomorrow", ""].some(isDay)).toBe(false);
});
