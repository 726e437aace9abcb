import { expect, test } from "vitest";
import { tally } from "../../src/load/tally.ts";

test("a second is handed over once it is over and each of its requests has ended, and never before an earlier one", () => {
  const books = tally("browse", 4);
  const early = books.offer(4, 1);
  const late = books.offer(5, 2);
  books.settle(late, "good", 1, 30);
  expect(books.take(6)).toEqual([]);
  books.settle(early, "timeout", 7, undefined);
  expect(books.take(5)).toMatchObject([
    {
      flow: "browse",
      second: 4,
      offered: 1,
      timeout: 1,
      newlyHurt: 1,
      hurt: [7],
      p99: 0,
      lateP99: 1,
    },
  ]);
  expect(books.take(7)).toMatchObject([
    { second: 5, offered: 1, good: 1, p50: 30, max: 30, lateP99: 2 },
    { second: 6, offered: 0 },
  ]);
  expect(books.take(7)).toEqual([]);
});

test("a user counts as newly hurt once, in the second of the first request that fails, and one nobody knows never", () => {
  const books = tally("browse", 0);
  for (const [second, user, outcome] of [
    [0, 3, "good"],
    [0, 4, "error"],
    [0, undefined, "error"],
    [1, 4, "slow"],
    [1, 3, "timeout"],
  ] as const)
    books.settle(books.offer(second, 0), outcome, user, undefined);
  const [first, then] = books.take(2);
  expect(first).toMatchObject({ error: 2, newlyHurt: 1, hurt: [4] });
  expect(then).toMatchObject({ slow: 1, timeout: 1, newlyHurt: 1, hurt: [3] });
  expect(tally("browse", 0).take(1)[0]).not.toHaveProperty("hurt");
});

test("histograms are used again without a trace of the second before", () => {
  const books = tally("browse", 0);
  books.settle(books.offer(0, 500), "slow", undefined, 900);
  expect(books.take(1)).toMatchObject([{ max: 900, lateP99: 500 }]);
  books.settle(books.offer(1, 0), "good", 1, 3);
  expect(books.take(2)).toMatchObject([{ p99: 3, max: 3, lateP99: 0 }]);
});

test("extra attempts are counted only for flows that try again", () => {
  const books = tally("browse", 0, { retries: true });
  const bin = books.offer(0, 0);
  books.again(bin, 0.2);
  books.settle(bin, "good", 1, 100);
  expect(books.take(2)).toMatchObject([
    { offered: 1, good: 1, retries: 1, lateP99: 0.2 },
    { offered: 0, retries: 0 },
  ]);
  expect(tally("browse", 0).take(1)[0]).not.toHaveProperty("retries");
});

test("a request for a second that is closed is our bug, not a silent loss", () => {
  const books = tally("browse", 0);
  books.take(3);
  expect(() => books.offer(2, 0)).toThrow(/second 2/);
});

test("a second says what its failed requests met, and nothing when none failed or nobody knows", () => {
  const books = tally("browse", 0);
  for (const cause of ["404", "404", "broken", undefined])
    books.settle(books.offer(0, 0), "error", 1, undefined, cause);
  books.settle(books.offer(1, 0), "good", 1, 3);
  expect(books.take(2)).toMatchObject([{ error: 4, causes: { 404: 2, broken: 1 } }, { good: 1 }]);
  books.settle(books.offer(2, 0), "timeout", 1, undefined);
  expect(books.take(3)[0]).not.toHaveProperty("causes");
});

test("a server that answers with everything fills no journal", () => {
  const books = tally("browse", 0);
  for (let status = 400; status < 600; status += 1)
    books.settle(books.offer(0, 0), "error", 1, 1, String(status));
  expect(Object.keys(books.take(1)[0]?.causes ?? {})).toHaveLength(6);
});
