import { describe, expect, test } from "vitest";
import { askedFor, printed } from "../../../src/app/verb/sql-text.ts";
import { judge } from "../../../src/control/proof/judge.ts";
import { matchHere } from "../../../src/kernel/pattern.ts";

describe("a statement as it is typed", () => {
  test.each([
    ["SHOW SLAVE STATUS\\G", "SHOW SLAVE STATUS", true],
    ["SHOW SLAVE STATUS \\G ", "SHOW SLAVE STATUS", true],
    ["SELECT 1;", "SELECT 1", false],
    ["SELECT 1\\g", "SELECT 1", false],
    ["SELECT 'a\\Gb'", "SELECT 'a\\Gb'", false],
    ["SELECT ';'", "SELECT ';'", false],
    ["", "", false],
  ])("%s", (typed, sql, vertical) => {
    expect(askedFor(typed)).toEqual({ sql, vertical });
  });
});

test("rows that were asked for with \\G are printed as the client does, and read as a proof", async () => {
  const output = printed(
    { columns: ["read_only", "server"], rows: [[1, null]], affected: 0 },
    true,
  );
  expect(output).toBe(
    "*************************** 1. row ***************************\nread_only: 1\n   server: NULL",
  );
  expect(
    await judge(
      { value: { name: "read_only", is: 1 } },
      { command: "gameday sql", output },
      matchHere,
    ),
  ).toMatchObject({ accepted: true });
});
