import { expect, it } from "vitest";
import { predicateWords } from "../../src/wording/predicate.ts";

it.each([
  [{ sli: "api", below: 80, over: 5_000 }, "api success below 80 % over 5 s"],
  [{ signal: "x", above: 1, atMost: 9, for: 2_000 }, "x above 1 and at most 9 for 2 s"],
  [{ signal: "x", is: "ok" }, "x is ok"],
  [
    { flow: "batch", share: "rejected" as const, atLeast: 90 },
    "rejected share of batch at least 90 %",
  ],
  [{ component: "db", is: "restarted" as const }, "db restarted"],
  [
    {
      all: [
        { slis: "objective" as const },
        { any: [{ sli: "a", below: 1 }, { not: { sli: "b", above: 2 } }] },
      ],
    },
    "every SLI within its objective and (a success below 1 % or not (b success above 2 %))",
  ],
])("%j reads: %s", (predicate, text) => {
  expect(predicateWords(predicate)).toBe(text);
});
