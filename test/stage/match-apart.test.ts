import { expect, test } from "vitest";
import { matchApart } from "../../src/stage/match-apart.ts";

test("patterns are matched in turn, each with its own answer", async () => {
  expect(
    await Promise.all([
      matchApart("a+", ["baa", "x"]),
      matchApart("X", ["x"], { ignoreCase: true }),
      matchApart("y", []),
    ]),
  ).toEqual([["aa", undefined], ["x"], []]);
  await expect(matchApart("(", ["x"])).rejects.toThrow(/not a pattern/);
  expect(await matchApart("b", ["b"])).toEqual(["b"]);
});

test("a pattern that takes too long is stopped and not asked again; the thread that runs the drill goes on, and other patterns too", async () => {
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 10);
  const slow = "[a-z0-9 ]{0,300}[a-z]{0,300}[0-9]{1,300}[!?]";
  const flood = Array.from({ length: 400 }, () => "a1 ".repeat(20_000));
  await expect(matchApart(slow, flood)).rejects.toThrow(/takes longer than 5 s/);
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(50);
  expect(await matchApart("b", ["b"])).toEqual(["b"]);
  await expect(matchApart(slow, ["a"])).rejects.toThrow(/not asked again/);
});
