import { expect, test } from "vitest";
import { stream } from "../../src/kernel/random.ts";
import { agenda } from "../../src/load/agenda.ts";
import { catcher } from "../../src/load/capture.ts";
import { backoffMs, drawValues } from "../../src/load/journey.ts";
import { template } from "../../src/load/template.ts";

test("templates fill the names they know and leave every other brace alone", () => {
  const fill = template('{"id": {id}, "who": "{user}", "open": {other}}', new Set(["id", "user"]));
  expect(fill({ id: 7, user: "ann" })).toBe('{"id": 7, "who": "ann", "open": {other}}');
  expect(template("plain", new Set(["id"]))({})).toBe("plain");
});

test("captures read paths into JSON and headers, and miss what is not a plain value", () => {
  const take = (json: string, body: string): unknown => {
    const values = {};
    return catcher({ found: { json } })?.take(values, "", body) === true ? values : "missed";
  };
  const body = '{"user": {"ids": [4, 5], "name": "Ann", "ok": false, "none": null}}';
  expect(take("$.user.ids[1]", body)).toEqual({ found: "5" });
  expect(take("user.name", body)).toEqual({ found: "Ann" });
  expect(take("$.user.ok", body)).toEqual({ found: false });
  for (const path of [
    "$.user",
    "$.user.none",
    "$.user.ids[9]",
    "$.user.constructor",
    "$.user.name.length",
  ])
    expect(take(path, body)).toBe("missed");
  expect(take("$.user.name", "not json")).toBe("missed");
  expect(
    take("$.user.ids[0]", '{"user": {"ids": [1234567890123456789], "say": "\\"ids\\": 7 \\\\"}}'),
  ).toEqual({ found: "1234567890123456789" });
  for (const number of ["-0", "1.50", "6.02e+23", "1E400", "0.1234567890123456789"])
    expect(take("$.n", `{"t": "1, 2", "n": ${number}}`)).toEqual({ found: number });
  const named = (bytes: Buffer): unknown => {
    const values = {};
    catcher({ name: { header: "x-name" } })?.take(
      values,
      `HTTP/1.1 200 OK\r\nX-Name: ${bytes.toString("latin1")}\r\n`,
      "",
    );
    return values;
  };
  for (const encoding of ["utf8", "latin1"] as const)
    expect(named(Buffer.from("caf\u00e9", encoding))).toEqual({ name: "caf\u00e9" });
  expect(named(Buffer.from("\u6771\u4eac"))).toEqual({ name: "\u6771\u4eac" });
  const values = {};
  expect(
    catcher({ location: { header: "Location" } })?.take(
      values,
      "HTTP/1.1 302 Found\r\nlocation:  /next \r\n",
      "",
    ),
  ).toBe(true);
  expect(values).toEqual({ location: "/next" });
  expect(catcher({})).toBeUndefined();
});

test("journey n draws the same user and values in every run", () => {
  const flow = {
    id: "a",
    perSecond: 1,
    users: 50,
    steps: [],
    to: [],
    vars: { id: { from: 1, to: 9 }, kind: ["x", "y"] },
  };
  const draws = (): unknown[] => {
    const random = stream("7f3a", "load/a");
    return Array.from({ length: 20 }, () => drawValues(flow, random));
  };
  expect(draws()).toEqual(draws());
});

test("back-off grows by its factor up to its bound, and jitter only shortens it", () => {
  const policy = {
    attempts: 5,
    on: ["error"],
    backoffMs: 100,
    factor: 2,
    maxBackoffMs: 500,
    jitter: 0,
  } as const;
  const random = stream("1", "test");
  expect([1, 2, 3, 4].map((retry) => backoffMs(policy, retry, random))).toEqual([
    100, 200, 400, 500,
  ]);
  for (let i = 0; i < 100; i += 1) {
    const waited = backoffMs({ ...policy, jitter: 0.5 }, 1, random);
    expect(waited).toBeGreaterThan(50);
    expect(waited).toBeLessThanOrEqual(100);
  }
});

test("the agenda gives what is due, earliest first, and tells of a new earliest entry", () => {
  let told = 0;
  const later = agenda(() => (told += 1));
  const done: string[] = [];
  for (const [at, name] of [
    [30, "c"],
    [10, "a"],
    [20, "b"],
    [10, "a2"],
    [40, "d"],
  ] as const)
    later.add(at, () => done.push(name));
  expect(told).toBe(2);
  for (let run = later.takeDue(30); run !== undefined; run = later.takeDue(30)) run();
  expect(done).toEqual(["a", "a2", "b", "c"]);
  expect(later.nextMs).toBe(40);
});
