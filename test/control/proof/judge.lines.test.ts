import { describe, expect, it } from "vitest";
import type { Accept } from "../../../src/control/proof/accept.ts";
import { judge as judgeShown } from "../../../src/control/proof/judge.ts";
import { matchHere } from "../../../src/kernel/pattern.ts";

const judge = (
  accept: Accept,
  output: string,
  matching: typeof matchHere,
): ReturnType<typeof judgeShown> => judgeShown(accept, { command: "look", output }, matching);

const rule: Accept = {
  column: "customer",
  equals: "4211",
  atLeast: 0.8,
  lines: { matching: String.raw`customer\W+4211\b`, of: String.raw`customer\W+\d` },
};

const line = (customer: number): string =>
  `${customer}\tapp\t127.0.0.1:1\tshop\tQuery\t0\tSending data\tSELECT 1 /*application='api',customer='${customer}'*/\t0`;
const processlist = (customers: readonly number[]): string =>
  ["Id\tUser\tHost\tdb\tCommand\tTime\tState\tInfo\tProgress", ...customers.map(line)].join("\n");

describe("a proof by the lines of a process list or a log", () => {
  it("is accepted when the share of the lines that speak of it is large enough", async () => {
    expect(await judge(rule, processlist([4211, 4211, 4211, 4211, 17]), matchHere)).toEqual({
      accepted: true,
      how: "80 % of 5 lines are 4211; 80 % needed",
    });
  });

  it("is refused below that, and does not take one customer for another", async () => {
    expect((await judge(rule, processlist([4211, 4211, 42110, 17]), matchHere)).accepted).toBe(
      false,
    );
  });

  it("reads JSON lines of a log too", async () => {
    expect(
      (
        await judge(
          rule,
          Array.from({ length: 4 }, () => '{"msg":"limited","customer":"4211"}').join("\n"),
          matchHere,
        )
      ).accepted,
    ).toBe(true);
  });

  it("counts a line as often as uniq -c says", async () => {
    const counted = (api: number, other: number): string =>
      `${String(api).padStart(7)} customer='4211'\n${String(other).padStart(7)} customer='17'\n`;
    expect(await judge(rule, counted(41, 3), matchHere)).toEqual({
      accepted: true,
      how: "93.2 % of 44 counted lines are 4211; 80 % needed",
    });
    expect(await judge(rule, counted(3, 41), matchHere)).toEqual({
      accepted: false,
      how: "it shows a share per customer that does not answer the question: the largest is 93.2 % of 44 counted lines",
      near: true,
    });
  });

  it("takes no number that begins some lines, or stands before a tab, for a count", async () => {
    const ids = [
      ...[1, 2, 3, 4].map((id) => `${id}\tapp\tcustomer='4211'`),
      "900\tapp\tcustomer='17'",
    ].join("\n");
    expect((await judge(rule, ids, matchHere)).how).toContain("80 % of 5 lines");
    expect((await judge(rule, `9 customer='4211'\ncustomer='17'`, matchHere)).accepted).toBe(false);
  });

  it("says which shape is missing when no line speaks of it", async () => {
    expect((await judge(rule, "Id\tUser\n1\tapp", matchHere)).how).toContain(
      "no share per customer",
    );
  });

  it("goes by the column where there is one", async () => {
    expect((await judge(rule, "customer\tn\n17\t9\n4211\t1", matchHere)).accepted).toBe(false);
  });
});
