import { describe, expect, it } from "vitest";
import { judge, type Accept } from "../../src/control/accept.ts";
import { matchHere } from "../../src/kernel/pattern.ts";

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
      how: "80 % of 5 lines show it; 80 % were needed",
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
      how: "93.2 % of 44 counted lines show it; 80 % were needed",
    });
    expect(await judge(rule, counted(3, 41), matchHere)).toEqual({
      accepted: false,
      how: "6.8 % of 44 counted lines show it; it must be 80 %",
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

  it("says which column is missing when no line speaks of it", async () => {
    expect((await judge(rule, "Id\tUser\n1\tapp", matchHere)).how).toContain(
      'no column "customer"',
    );
  });

  it("goes by the column where there is one", async () => {
    expect((await judge(rule, "customer\tn\n17\t9\n4211\t1", matchHere)).accepted).toBe(false);
  });
});
