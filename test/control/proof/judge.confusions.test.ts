/**
 * Outputs that people really produced, and what they mean: none of them depends on how a tool
 * prints, and a single line never proves a share.
 */
import { describe, expect, test } from "vitest";
import type { Accept } from "../../../src/control/proof/accept.ts";
import { judge } from "../../../src/control/proof/judge.ts";
import { matchHere } from "../../../src/kernel/pattern.ts";

const judged = (
  accept: Accept,
  output: string,
  command = "sh -c …",
): Promise<{ accepted: boolean; how: string }> => judge(accept, { command, output }, matchHere);

const nodes: Accept = {
  even: {
    over: ["node", "upstream", "component"],
    parts: 4,
    within: 0.25,
    rows: 4,
    count: "requestsPerSecond",
    where: { name: ["customer", "account"], is: "9007" },
  },
};
const usage = (customer: string, parts: readonly (readonly [string, number])[]): string =>
  JSON.stringify([
    {
      customer,
      requestsPerSecond: 62,
      limitPerSecond: 31,
      peakRatio: 2,
      nodes: parts.map(([node, requestsPerSecond]) => ({ node, requestsPerSecond })),
    },
    {
      customer: "17",
      requestsPerSecond: 1,
      nodes: [{ node: "api/1", requestsPerSecond: 1 }],
    },
  ]);

describe("equal parts", () => {
  test("in whatever order the nodes are listed", async () => {
    const parts = [
      ["api/2", 15.4],
      ["api/4", 15.6],
      ["api/1", 15.4],
      ["api/3", 15.4],
    ] as const;
    expect(await judged(nodes, usage("9007", parts))).toMatchObject({ accepted: true });
    expect(await judged(nodes, usage("9007", parts.toReversed()))).toMatchObject({
      accepted: true,
    });
  });

  test("by uniq -c, when the command chose the account", async () => {
    const counted = "    154 api/2\n    156 api/4\n    154 api/1\n    154 api/3\n";
    const command = `sh -c 'grep -h 9007 logs/api*.log | grep -o "api/[0-9]" | sort | uniq -c'`;
    expect(await judged(nodes, counted, command)).toMatchObject({ accepted: true });
    expect(await judged(nodes, counted, "sh -c 'sort logs/api.log | uniq -c'")).toMatchObject({
      accepted: false,
    });
  });

  test("are not parts that differ, nor those of a healthy account, nor of some of the nodes", async () => {
    const uneven = usage("9007", [
      ["api/1", 58],
      ["api/2", 1],
      ["api/3", 2],
      ["api/4", 1],
    ]);
    expect(await judged(nodes, uneven)).toMatchObject({ accepted: false, near: true });
    expect(await judged(nodes, usage("23", [["api/1", 1]]))).toMatchObject({ accepted: false });
    expect(
      await judged(
        nodes,
        usage("9007", [
          ["api/1", 31],
          ["api/2", 31],
        ]),
      ),
    ).toMatchObject({ accepted: false });
  });
});

const regions: Accept = {
  share: {
    of: ["user's region", "site"],
    is: "eu",
    atLeast: 0.75,
    rows: 10,
    where: { name: ["status", "code"], atLeast: 499 },
  },
};
const request = (site: string, status: number): string =>
  JSON.stringify({
    ts: "2026-12-01T21:53:28.001Z",
    level: "info",
    component: "edge",
    region: "net",
    msg: "request",
    method: "GET",
    path: "/orders/4711",
    site,
    status,
    ms: 1.4,
    user: 900,
  });
const failing = 'sh -c \'grep "\\"status\\":5" logs/edge.log | …\'';

describe("a share of the failing requests", () => {
  test.each([
    ["sort | uniq -c", "    200 eu\n     22 us\n"],
    ["sort | uniq -c of a piece of the line", '    200 "site":"eu"\n     22 "site":"us"\n'],
    ["sort | uniq -c with the status", "    180 eu 502\n     20 eu 503\n     22 us 503\n"],
    ["percentages", "region\tpercent\neu\t90.1\nus\t9.9\n"],
    ["shares", "eu 0.9\nus 0.1\n"],
    ["a list", `${"eu\n".repeat(30)}us\n`],
    ["a table with other columns", "site\trequests\tavg_ms\neu\t200\t3.1\nus\t22\t2.9\n"],
    ["\\G", "*** 1. row ***\nregion: eu\n     n: 200\n*** 2. row ***\nregion: us\n     n: 22\n"],
    ["the lines themselves", `${`${request("eu", 502)}\n`.repeat(20)}${request("us", 503)}\n`],
    [
      "all lines, good ones too",
      `${`${request("us", 200)}\n`.repeat(60)}${`${request("eu", 502)}\n`.repeat(20)}`,
    ],
  ])("is read from %s", async (_what, output) => {
    expect(await judged(regions, output, failing)).toMatchObject({ accepted: true });
  });

  test("is not proved by a line or two, nor by requests that succeed", async () => {
    for (const output of [
      request("eu", 502),
      `${request("eu", 502)}\n${request("eu", 503)}`,
      `${`${request("eu", 200)}\n`.repeat(60)}${request("eu", 502)}`,
      "  3 eu\n",
      "  120 eu\n  110 us\n",
    ])
      expect(await judged(regions, output, failing)).toMatchObject({ accepted: false });
  });

  test("a refusal names the shape, and never the answer", async () => {
    const refusals = await Promise.all(
      ["nothing here", "  120 eu\n  110 us\n", request("eu", 502), `us\n`.repeat(40)].map(
        async (output) => (await judged(regions, output, failing)).how,
      ),
    );
    expect(refusals).toMatchInlineSnapshot(`
      [
        "the output shows no share per user's region; expected one, such as counts by user's region, over at least 10 in all",
        "it shows a share per user's region that does not answer the question: the largest is 52.2 % of 230 by "count"",
        "it shows only 1 case; a share per user's region needs at least 10",
        "the output shows no share per user's region; expected one, such as counts by user's region, over at least 10 in all",
      ]
    `);
  });
});

const readOnly: Accept = {
  any: [
    { value: { name: "read_only", is: 1 } },
    { value: { name: ["Slave_SQL_Running", "Replica_SQL_Running"], is: true } },
  ],
};

describe("a setting", () => {
  test.each([
    ["a column", "read_only\tserver\n1\t2\n"],
    ["a variable that is ON", "Variable_name\tValue\nread_only\tON\n"],
    ["a table with borders", "+-----------+----+\n| Variable_name | Value |\n| read_only | ON |\n"],
    ["a system variable's name", "@@global.read_only\n1\n"],
    ["JSON", '{"db-us":{"reachable":true,"readOnly":true}}'],
    [
      "SHOW SLAVE STATUS\\G",
      "*************************** 1. row ***************************\n               Slave_IO_State: Waiting for master to send event\n                  Master_Host: 127.1.2.3\n             Slave_IO_Running: Yes\n            Slave_SQL_Running: Yes\n",
    ],
  ])("is read from %s", async (_what, output) => {
    expect(await judged(readOnly, output)).toMatchObject({ accepted: true });
  });

  test("that is off is near, and proves nothing", async () => {
    expect(await judged(readOnly, "Variable_name\tValue\nread_only\tOFF\n")).toEqual({
      accepted: false,
      near: true,
      how: "read_only is OFF; that does not prove it",
    });
  });
});

describe("what belongs to one of several", () => {
  const reachable: Accept = { value: { name: "reachable", of: "db-eu", is: false } };
  test("is read where it is named", async () => {
    const view = (eu: boolean, us: boolean): string =>
      JSON.stringify({ "db-eu": { reachable: eu }, "db-us": { reachable: us } });
    expect(await judged(reachable, view(false, true))).toMatchObject({ accepted: true });
    expect(await judged(reachable, view(true, false))).toMatchObject({ accepted: false });
  });

  test("curl -v may talk around it", async () => {
    const output = `*   Trying 127.9.8.7:80...\n* Connected to 127.9.8.7 (127.9.8.7) port 80\n> GET /databases HTTP/1.1\n>\n< HTTP/1.1 200 OK\n<\n{ [72 bytes data]\n{"db-eu":{"reachable":false},"db-us":{"reachable":true}}\n* Connection #0 to host left intact\n`;
    expect(await judged(reachable, output)).toMatchObject({ accepted: true });
  });
});

describe("a count", () => {
  const waiting: Accept = { count: { of: "LOCK WAIT", above: 2 } };
  const sql = `gameday sql -e "SELECT COUNT(*) AS waiting FROM innodb_trx WHERE trx_state='LOCK WAIT'"`;
  test("is a number that the command counted, or the rows themselves", async () => {
    expect(await judged(waiting, "waiting\n61\n", sql)).toMatchObject({ accepted: true });
    expect(await judged(waiting, "61\n", sql)).toMatchObject({ accepted: true });
    expect(
      await judged(waiting, `trx_id\ttrx_state\n${"17\tLOCK WAIT\n".repeat(3)}`),
    ).toMatchObject({ accepted: true });
    expect(await judged(waiting, "     61 LOCK WAIT\n      2 RUNNING\n")).toMatchObject({
      accepted: true,
    });
    expect(await judged(waiting, "state\tn\nLOCK WAIT\t61\nRUNNING\t2\n")).toMatchObject({
      accepted: true,
    });
  });

  test("is not any number", async () => {
    expect(await judged(waiting, "n\n200000\n", "SELECT COUNT(*) FROM orders")).toMatchObject({
      accepted: false,
    });
    expect(await judged(waiting, "waiting\n2\n", sql)).toMatchObject({ accepted: false });
    expect(await judged(waiting, "trx_state\nLOCK WAIT\n")).toMatchObject({ accepted: false });
  });
});
