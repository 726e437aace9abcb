import { expect, test } from "vitest";
import { compilePattern, matchHere, PatternError } from "../../src/kernel/pattern.ts";

test("a pattern finds the first place that fits", async () => {
  expect(await matchHere("o+", ["foo", "bar"])).toEqual(["oo", undefined]);
  expect(await matchHere("^b", ["a\nb"])).toEqual([undefined]);
  expect(await matchHere("^b", ["a\nb"], { lines: true })).toEqual(["b"]);
  expect(await matchHere("BAR", ["bar"], { ignoreCase: true })).toEqual(["bar"]);
});

test.each([
  "^(a+)+$",
  "(a|aa)+$",
  "(a*)*b",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(.*)(.*)(.*)(.*)(.*)x",
])("%s takes a time that grows with the text, and not with its square", (pattern) => {
  const find = compilePattern(pattern);
  const text = "a".repeat(20_000);
  const began = performance.now();
  find(`${text}!`);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test.each([
  ["(?=a)b", "look-around"],
  ["(a)\\1", "a back-reference"],
  ["(((a{100}){100}){100})", "too large"],
  ["a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}", "too large"],
  ["x".repeat(2_001), "too long"],
  ["(", "no pattern"],
])("%s is refused: %s", (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(PatternError);
});
