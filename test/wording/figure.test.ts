import { expect, it } from "vitest";
import { amount, count, counted, latency, measured, percent } from "../../src/wording/figure.ts";

it.each([
  [0, "0 %"],
  [5.678, "5.68 %"],
  [88.04, "88 %"],
  [99.5, "99.5 %"],
  [99.966, "99.96 %"],
  [99.9999, "99.99 %"],
  [100, "100 %"],
])("%d of 100 reads %s: what is not all is never shown as all", (value, text) => {
  expect(percent(value)).toBe(text);
});

it("a number has as many digits as a reader can use, and thousands set off", () => {
  expect([0.126, 14.14, 96_040.4, -1_234.5].map(amount)).toEqual([
    "0.13",
    "14.1",
    "96,040",
    "−1,235",
  ]);
  expect(count(1_234_567)).toBe("1,234,567");
});

it("a unit stands apart from its number, but for a rate", () => {
  expect([measured(36.71, "queries/s"), measured(36.71, "/s"), measured(3, "")]).toEqual([
    "36.7 queries/s",
    "36.7/s",
    "3",
  ]);
});

it("latency is in milliseconds below a second", () => {
  expect([latency(304.4), latency(999), latency(1_234)]).toEqual(["304 ms", "999 ms", "1.2 s"]);
});

it("one is one, and none is several", () => {
  expect([counted(1, "user"), counted(0, "user"), counted(2, "reply", "replies")]).toEqual([
    "1 user",
    "0 users",
    "2 replies",
  ]);
});
