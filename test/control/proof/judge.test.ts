import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Accept } from "../../../src/control/proof/accept.ts";
import { judge as judgeShown } from "../../../src/control/proof/judge.ts";
import { matchHere } from "../../../src/kernel/pattern.ts";

const judge = (
  accept: Accept,
  output: string,
  matching: typeof matchHere,
): ReturnType<typeof judgeShown> => judgeShown(accept, { command: "look", output }, matching);

/** What the clients really print (mariadb 10.11, sqlite3, psql, jq, uniq) for the same findings. */
const application: Accept = { column: "application", equals: "api", atLeast: 0.8, count: "n" };

const printed = {
  "mysql -B":
    'application\tn\tinfo\napi\t62\tSELECT "a"\\tb, c\nwww\t7\tline1\\nline2\nNULL\t1\tx,y\n',
  "mysql -B with a warning before it":
    "mysql: [Warning] Using a password on the command line interface can be insecure.\napplication\tn\tinfo\napi\t62\tSELECT 1\nwww\t7\tSELECT 2\n",
  "mysql -t": `+-------------+----+-----------------+
| application | n  | info            |
+-------------+----+-----------------+
| api         | 62 | SELECT "a"	b, c |
| www         |  7 | line1
line2     |
| NULL        |  1 | x,y             |
+-------------+----+-----------------+
3 rows in set (0.001 sec)
`,
  "mysql -E": `*************************** 1. row ***************************
application: api
          n: 62
       info: SELECT "a"	b, c
*************************** 2. row ***************************
application: www
          n: 7
       info: line1
line2
`,
  "sqlite3 -box": `┌─────────────┬────┐
│ application │ n  │
├─────────────┼────┤
│ api         │ 62 │
│ www         │ 7  │
└─────────────┴────┘
`,
  "sqlite3 -column": "application  n \n-----------  --\napi          62\nwww          7 \n",
  psql: " application | n  \n-------------+----\n api         | 62\n www         |  7\n(2 rows)\n",
  csv: 'application,n,info\napi,62,"SELECT ""a"", b"\nwww,7,"x, y"\n',
  JSON: '[\n  {"application": "api", "n": 62},\n  {"application": "www", "n": 7}\n]\n',
  "JSON with the rows inside":
    '{"took": 3, "rows": [{"application": "api", "n": 62}, {"application": "www", "n": 7}]}',
  "JSON lines":
    '{"application":"api","n":62}\n{"application":"www","n":7}\nnot a line of JSON\n{"application":"api","n":3}\n',
} as const;

describe("a column", () => {
  test.each(Object.entries(printed))("is found in the output of %s", async (_tool, output) => {
    expect(await judge(application, output, matchHere)).toMatchObject({
      accepted: true,
      how: expect.stringMatching(/^\d+(\.\d)? % of \d+ by "n" are api; 80 % needed$/),
    });
    expect(await judge({ ...application, equals: "www" }, output, matchHere)).toMatchObject({
      accepted: false,
    });
  });

  test("without a count column, each row counts once", async () => {
    const output = "customer\n4211\n4211\n4211\n17\n";
    expect(
      await judge({ column: "customer", equals: 4211, atLeast: 0.7 }, output, matchHere),
    ).toEqual({ accepted: true, how: "75 % of 4 rows are 4211; 70 % needed" });
    expect(
      await judge({ column: "customer", equals: 4211, atLeast: 0.8 }, output, matchHere),
    ).toEqual({
      accepted: false,
      how: "it shows a share per customer that does not answer the question: the largest is 75 % of 4 rows",
      near: true,
    });
  });

  test("an obvious count of grouped rows is used even when it has another name", async () => {
    const output = "customer\tCOUNT(*)\n4211\t90\n17\t5\n18\t5\n";
    expect(
      (
        await judge(
          { column: "customer", equals: "4211", atLeast: 0.8, count: "n" },
          output,
          matchHere,
        )
      ).accepted,
    ).toBe(true);
  });

  test("names are compared without case, quotes and table", async () => {
    expect(
      (
        await judge(
          { column: "customer_id", equals: 4211, atLeast: 0.5 },
          "o.`Customer_ID`\tnote\n4211\tx\n",
          matchHere,
        )
      ).accepted,
    ).toBe(true);
  });

  test("numbers are compared as numbers, text without case, truth values in any spelling", async () => {
    expect(
      (await judge({ column: "c", equals: 4211, atLeast: 0.5 }, "c\tx\n4211.0\t1\n", matchHere))
        .accepted,
    ).toBe(true);
    expect(
      (
        await judge(
          { column: "plan", equals: "Enterprise", atLeast: 0.5 },
          '{"id":4211,"plan":"enterprise"}',
          matchHere,
        )
      ).accepted,
    ).toBe(true);
    expect(
      (await judge({ column: "legit", equals: true, atLeast: 0.5 }, '{"legit":1}', matchHere))
        .accepted,
    ).toBe(true);
    expect(
      (await judge({ column: "legit", equals: false, atLeast: 0.5 }, '{"legit":true}', matchHere))
        .accepted,
    ).toBe(false);
  });

  test("`sort | uniq -c` and a bare list need no header", async () => {
    expect(await judge(application, "     31 api\n      2 www\n", matchHere)).toMatchObject({
      accepted: true,
    });
    expect(await judge(application, "api\napi\napi\napi\nwww\n", matchHere)).toMatchObject({
      accepted: true,
    });
    expect(await judge(application, "     3 api\n     20 www\n", matchHere)).toMatchObject({
      accepted: false,
    });
  });

  test("saying the answer is no proof", async () => {
    expect((await judge(application, "api\n", matchHere)).accepted).toBe(false);
    expect((await judge(application, "it is the api", matchHere)).accepted).toBe(false);
  });

  test("a refusal names the shape that would count, never the answer", async () => {
    const refusals = [
      await judge(application, "service\tn\nwww\t3\n", matchHere),
      await judge(application, "application\tn\nwww\t3\n", matchHere),
      await judge(application, "application\tn\nwww\t30\napi\t10\n", matchHere),
      await judge(application, "", matchHere),
    ];
    expect(refusals.map(({ how }) => how)).toMatchInlineSnapshot(`
      [
        "the output shows no share per application; expected one, such as counts by application",
        "it shows a share per application that does not answer the question: the largest is 100 % of 3 by "n"",
        "it shows a share per application that does not answer the question: the largest is 75 % of 40 by "n"",
        "the command printed nothing",
      ]
    `);
    expect(refusals.every(({ accepted, how }) => !accepted && !how.includes("api"))).toBe(true);
  });
});

describe("a number", () => {
  const running: Accept = { number: "threads_running", above: 20 };

  test.each([
    ["SHOW STATUS", "Variable_name\tValue\nThreads_cached\t0\nThreads_running\t61\n"],
    [
      "SHOW STATUS with borders",
      "+-----------------+-------+\n| Variable_name   | Value |\n+-----------------+-------+\n| Threads_running | 61    |\n+-----------------+-------+\n",
    ],
    ["a column's first row", "threads_running\tt\n61\t1\n3\t2\n"],
    ["a single column", "threads_running\n61\n"],
    ["a name in text", "uptime: 4 h\nthreads_running = 61 of 151\n"],
    ["a key in JSON", '{"db":{"threads_running": 61}}'],
    ["a key beside rows in JSON", '{"threads_running": 61, "rows": [{"a": 1}]}'],
  ])("is read from %s", async (_what, output) => {
    expect(await judge(running, output, matchHere)).toEqual({
      accepted: true,
      how: "threads_running is 61",
    });
    expect(await judge({ number: "threads_running", below: 20 }, output, matchHere)).toEqual({
      accepted: false,
      how: "threads_running is 61; that does not prove it",
      near: true,
    });
  });

  test("without a name it is the last one printed", async () => {
    expect((await judge({ above: 1_000 }, "rows examined: 1,234,567\n", matchHere)).accepted).toBe(
      true,
    );
    expect((await judge({ above: 1_000 }, "rows examined: 999\n", matchHere)).accepted).toBe(false);
    expect((await judge({ above: 1 }, "none at all\n", matchHere)).how).toBe(
      "the output has no number",
    );
  });

  test("limits are exclusive", async () => {
    expect((await judge({ above: 61 }, "61", matchHere)).accepted).toBe(false);
    expect((await judge({ above: 60, below: 62 }, "61", matchHere)).accepted).toBe(true);
  });
});

describe("text", () => {
  test("must hold the pattern, on any line", async () => {
    expect(
      (await judge({ matches: '"legitimate": ?true' }, '{"id":4211,"legitimate":true}', matchHere))
        .accepted,
    ).toBe(true);
    expect(
      (
        await judge(
          { matches: "^ERROR 2006" },
          "ok\nERROR 2006 (HY000): MySQL server has gone away\n",
          matchHere,
        )
      ).accepted,
    ).toBe(true);
    expect(await judge({ matches: "gone away" }, "all fine\n", matchHere)).toEqual({
      accepted: false,
      how: "the output does not answer the question; expected lines of the system that do",
    });
  });
});

test("no output breaks the judge", async () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "|",
      "\t",
      ",",
      "\n",
      "{",
      "}",
      "[",
      '"',
      "application",
      "n",
      "+--",
      "*** 1. row ***",
      ":",
      "api",
      "62",
      "\r\n",
    ),
  );
  const output = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join("")),
    fc.json(),
  );
  const rules: readonly Accept[] = [
    application,
    { number: "n", above: 1 },
    { above: 1, below: 5 },
    { matches: "a" },
    { column: "", equals: "", atLeast: 0 },
  ];
  await fc.assert(
    fc.asyncProperty(output, fc.constantFrom(...rules), async (text, rule) => {
      const { accepted, how } = await judge(rule, text, matchHere);
      expect(typeof accepted).toBe("boolean");
      expect(how).not.toBe("");
    }),
    { numRuns: 2_000 },
  );
});
