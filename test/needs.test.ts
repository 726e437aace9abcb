import { expect, it } from "vitest";
import { skippedLines } from "../scripts/test-needs.ts";

const record = (part: string, file: string): string => `${JSON.stringify({ part, file })}\n`;

it("what tests lacked is one line a part, with the number of files and how to have it", () => {
  const records = [
    record("redis", "test/a.test.ts"),
    record("k6", "test/b.test.ts"),
    record("redis", "test/a.test.ts"),
    record("redis", "test/c.test.ts"),
  ].join("");
  expect(skippedLines(records)).toEqual([
    "skipped  k6: tests of 1 file; to run them: bin/gameday setup tools (needs Go), or k6 on PATH",
    "skipped  redis: tests of 2 files; to run them: bin/gameday setup redis",
  ]);
  expect(skippedLines("")).toEqual([]);
});
