import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/scenario/lint/index.ts";
import { isGranted, needsOf } from "../../src/scenario/lint/sql-needs.ts";
import { minimumRequests } from "../../src/scenario/lint/requests-in-hold.ts";
import { checkScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";

const rich: unknown = parse(readFileSync(new URL("rich.yaml", import.meta.url), "utf8"));
const smallest: unknown = parse(readFileSync(new URL("smallest.yaml", import.meta.url), "utf8"));

/**
 * The scenario with values put at dotted paths (`a/b` reads better where names hold dots);
 * undefined takes a key away.
 */
function changed(scenario: unknown, changes: Record<string, unknown>): string {
  const copy: unknown = structuredClone(scenario);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    let here = copy as Record<string, unknown>;
    for (const key of keys.slice(0, -1)) here = (here[key] ??= {}) as Record<string, unknown>;
    const last = keys.at(-1) ?? "";
    if (value === undefined) Reflect.deleteProperty(here, last);
    else here[last] = value;
  }
  return stringify(copy);
}

function found(
  scenario: unknown,
  changes: Record<string, unknown>,
): { errors: string[]; warnings: string[] } {
  const { errors, warnings } = checkScenario(changed(scenario, changes), "mine.yaml", catalog);
  const text = ({ code, message }: { code: string; message: string }): string =>
    `${code} ${message}`;
  return {
    errors: errors.map(text),
    warnings: warnings.filter(({ message }) => message !== 'unused parameter "strict"').map(text),
  };
}

const mysqlDown = {
  any: [
    { component: "db", is: "stopped" },
    { flow: "batch", share: "good", above: 1 },
  ],
};

describe("lint refuses", () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      "a drill without a fault",
      { faults: {}, mitigations: {}, players: {}, corrective: {} },
      "GD-S020 there is no fault",
    ],
    [
      "a Drill that does not say what it breaks",
      { mustBreak: undefined },
      "GD-S023 a Drill needs mustBreak: the symptom that proves the impact",
    ],
    [
      "a Test that wants to break",
      { kind: "Test" },
      "GD-S023 a Test has no mustBreak: it passes if users notice nothing",
    ],
    [
      "a mustBreak above the objective",
      { "mustBreak.expect": { sli: "www", below: 99.95 } },
      "GD-S023 mustBreak can be true in a healthy system: the baseline allows it",
    ],
    [
      "a mustBreak of which one alternative is healthy",
      {
        "mustBreak.expect": {
          any: [
            { sli: "www", below: 80 },
            { sli: "api", below: 99.9 },
          ],
        },
      },
      "GD-S023 mustBreak can be true in a healthy system: the baseline allows it",
    ],
    [
      "too few requests for an objective",
      { "slis.www.objective": 99.99 },
      'GD-S021 "www" counts 3,000 requests in 30 s; an objective of 99.99 % needs at least 30,000 to be meaningful',
    ],
    ["a hold of nothing", { hold: "0s" }, "GD-S006 hold must be longer than 0"],
    [
      "a hold as long as the drill",
      { hold: "30m" },
      "GD-S006 hold is 30 m, which is longer than 30 m",
    ],
    [
      "a symptom that may come after the end",
      { "mustBreak.within": "31m" },
      "GD-S006 within is 31 m, which is longer than 30 m",
    ],
    [
      "a fault that outlives the drill",
      { "faults.frozen.for": "30m" },
      "GD-S006 the fault ends 30 m 01 s after the break begins, which is longer than 30 m",
    ],
    [
      "gates that do not fit into the limit",
      { limit: "1m" },
      "GD-S006 baseline, mustBreak and hold take up to 1 m 08 s, which is longer than 1 m",
    ],
    ["a drill of two days", { limit: "48h" }, "GD-S006 a drill must not be longer than a day"],
    [
      "a signal that is read all the time",
      { "signals.pool-size.every": "0ms" },
      "GD-S006 every must be longer than 0",
    ],
    [
      "evidence that its account cannot read",
      {
        "stack.db.accounts.oncall.grants": ["kill", "SELECT ON shop.*"],
        "evidence.its-the-api.canonical.sql": "SELECT * FROM performance_schema.threads",
      },
      'GD-S022 the evidence "its-the-api" cannot be found: the account "oncall" lacks the grant "monitor"',
    ],
    [
      "a process list without PROCESS",
      { "evidence.its-the-api.canonical.as": "app" },
      'GD-S022 the evidence "its-the-api" cannot be found: the account "app" lacks the grant "PROCESS"',
    ],
    [
      "an index by an account that may not",
      { "mitigations.index.action.as": "oncall" },
      'GD-S022 the mitigation "index" cannot be carried out: the account "oncall" lacks the grant "ALTER ON shop.*"',
    ],
    [
      "a kill loop by an account that may not kill",
      { "mitigations.kill-loop.action.killLoop.as": "app" },
      'GD-S022 the mitigation "kill-loop" cannot be carried out: the account "app" lacks the grant "kill"',
    ],
    [
      "a calibration on a strange database",
      { "calibrate.heavyCapacity.sqlThroughput": "SELECT 1 FROM stock.items" },
      'GD-S022 "heavyCapacity" cannot be measured: the account "app" lacks the grant "SELECT ON stock.*"',
    ],
    [
      "evidence that kills",
      {
        "evidence.ratio.canonical": {
          killLoop: { on: "db", as: "oncall", every: "1s", where: "1=1" },
        },
      },
      'GD-S022 the evidence "ratio" must be proved by a query, not by killing queries',
    ],
    [
      "a correct mitigation that nobody can verify",
      { "mitigations.index.verify": undefined },
      'GD-S005 the correct mitigation "index" is missing the field "verify": the condition that shows that it works',
    ],
    [
      "a mitigation that the broken system verifies by itself",
      { "mitigations.index.verify": { sli: "api", below: 95 } },
      'GD-S023 "index" is verified by the condition in mustBreak, which is true in the broken system anyway',
    ],
    [
      "a mitigation that no healthy system can verify",
      {
        "mitigations.index.verify": {
          all: [
            { sli: "www", atLeast: 50 },
            { sli: "www", below: 90 },
          ],
        },
      },
      'GD-S023 "index" cannot be verified once service is restored: the baseline rules it out',
    ],
    [
      "a wrong turn that nobody can see",
      { "mitigations.bigger-pool.detect": undefined },
      'GD-S005 the wrong mitigation "bigger-pool" is missing the field "detect": the condition that shows that it was done',
    ],
    [
      "a wrong turn without a cost",
      { "mitigations.restart-db.cost": undefined },
      'GD-S005 the harmful mitigation "restart-db" is missing the field "cost": what it costs the users',
    ],
    [
      "a harmful action that the tool would do",
      { "mitigations.restart-db.action": { sql: "SHUTDOWN", on: "db", as: "dba" } },
      'GD-S020 "restart-db" is harmful: Gameday never performs it',
    ],
    [
      "a perfect player on the wrong way",
      { "players.perfect": ["bigger-pool"] },
      'GD-S020 "bigger-pool" is wrong; the perfect player takes correct mitigations',
    ],
    [
      "a player without anything to do",
      { "mitigations.block-customer.action": undefined },
      'GD-S020 "block-customer" has no action that a player could take',
    ],
    [
      "a rerun of a part that is not there",
      { "corrective.cost-limit.rerun.set": { "stack.apo.config.x": 1 } },
      'GD-S010 there is no "stack.apo" to change',
    ],
    [
      "a rerun that changes the fault",
      { "corrective.cost-limit.rerun.set": { "faults.batch.at": "1s" } },
      'GD-S024 a rerun cannot change "faults.batch.at"',
    ],
    [
      "a rerun with fewer users",
      { "corrective.cost-limit.rerun.set": { "load.flows.web.rate": "1/s" } },
      'GD-S024 a rerun cannot change "load.flows.web.rate"',
    ],
    [
      "a rerun with a lower objective",
      { "corrective.cost-limit.rerun.set": { "slis.www.objective": 1 } },
      'GD-S024 a rerun cannot change "slis.www.objective"',
    ],
    [
      "a rerun of a weaker fault by a parameter",
      { "corrective.cost-limit.rerun.set": { "params.hotFactor.default": 1.2 } },
      'GD-S024 a rerun cannot change the parameter "hotFactor": the fault "batch" is made of it',
    ],
    [
      "a rerun of a weaker fault by a parameter of the calibration in it",
      { "corrective.cost-limit.rerun.set": { "params.customer.default": 1 } },
      'GD-S024 a rerun cannot change the parameter "customer": the fault "batch" is made of it',
    ],
    [
      "a rerun of a weaker fault by what its rate is measured on",
      { "corrective.cost-limit.rerun.set": { "stack.db.variables.other": 2 } },
      'GD-S024 a rerun cannot change "db": "heavyCapacity" is measured on it, and the fault "batch" is made of that',
    ],
    [
      "a rerun without the fault's target",
      { "corrective.cost-limit.rerun.set": { "stack.api.replicas": 1 } },
      'GD-S024 with "stack.api.replicas" set, the fault "frozen" would no longer act on "api/2"',
    ],
    [
      "a rerun that moves the target out of the fault's place",
      {
        "faults.cut": { fault: "disconnect", target: "us" },
        "corrective.cost-limit.rerun.set": { "stack.www.at": "eu" },
        "stack.www.at": "us",
      },
      'GD-S024 with "stack.www.at" set, the fault "cut" would no longer act on "www/1 in us/us1/r1"',
    ],
    [
      "a rerun with a wrong value",
      { "corrective.cost-limit.rerun.set": { "stack.www.health.within": "soon" } },
      'GD-S003 stack.www.health.within must be a duration such as "200ms", "30s", "15m", not "soon"',
    ],
    [
      "a rerun that changes nothing",
      { "corrective.cost-limit.rerun.set": {} },
      'GD-S020 the rerun of "cost-limit" changes nothing',
    ],
    [
      "a latency that is none",
      {
        "faults.slow": { fault: "latency", target: "api-to-db", with: { latency: "0.4ms" } },
        "links.api-to-db": { from: "api", to: "db" },
      },
      "GD-S015 latency must be at least 1ms: less cannot be distinguished from the link's own noise",
    ],
    [
      "a share of nothing",
      {
        "faults.slow": { fault: "timeout", target: "api-to-db", with: { toxicity: 0 } },
        "links.api-to-db": { from: "api", to: "db" },
      },
      "GD-S015 toxicity must be more than 0, not 0",
    ],
    [
      "a line wider than any",
      {
        "faults.slow": { fault: "bandwidth", target: "api-to-db", with: { rate: 100_000_000 } },
        "links.api-to-db": { from: "api", to: "db" },
      },
      "GD-S015 rate must be at most 1000000, not 100000000",
    ],
    [
      "pieces larger than what is read at once",
      {
        "faults.slow": { fault: "slicer", target: "api-to-db", with: { averageSize: 65_536 } },
        "links.api-to-db": { from: "api", to: "db" },
      },
      "GD-S015 averageSize must be at most 32767, not 65536",
    ],
    [
      "resets after the fault is over",
      {
        "faults.slow": {
          fault: "reset-peer",
          target: "api-to-db",
          for: "5s",
          with: { timeout: "5s" },
        },
        "links.api-to-db": { from: "api", to: "db" },
      },
      'GD-S025 the fault "slow" would have no effect: nothing is reset: the fault acts for 5000 ms at most, and a connection is reset 5000 ms after its first data',
    ],
    [
      "extra load of less than a request",
      { "faults.batch.for": "5s", "faults.batch.with.perSecond": 0.1 },
      'GD-S025 the fault "batch" would have no effect: there is not one request in 0.1/s while the fault acts',
    ],
    [
      "a step without a request",
      { "load.journeys.view.steps": [{ timeout: "1s" }] },
      "GD-S005 the step requests nothing",
    ],
    [
      "a step with two requests",
      { "load.journeys.view.steps": [{ get: "/a", post: "/b" }] },
      "GD-S003 the step has get and post",
    ],
    [
      "a path without its slash",
      { "load.journeys.view.steps": [{ get: "orders" }] },
      'GD-S003 the path "orders" must begin with "/"',
    ],
    [
      "a name in a path that is never drawn",
      { "load.journeys.view.steps": [{ get: "/orders/{idd}" }] },
      "GD-S010 undefined {idd} is",
    ],
    ["an empty range", { "load.journeys.view.vars.id": "9..1" }, "GD-S003 the range 9..1 is empty"],
    [
      "answers that cannot be slow",
      { "load.journeys.view.steps": [{ get: "/", timeout: "1s", expect: { under: "2s" } }] },
      "GD-S006 `under` is longer than the step's timeout, so no response can be slow",
    ],
    [
      "a status that no answer has",
      { "load.journeys.view.steps": [{ get: "/", expect: { status: 999 } }] },
      "GD-S003 status must be at most 599, not 999",
    ],
    ...["Content-Length", "transfer-encoding", "Connection"].map(
      (name): [string, Record<string, unknown>, string] => [
        `a step's own ${name}`,
        { "load.journeys.view.steps": [{ post: "/", body: "x", headers: { [name]: "5" } }] },
        `GD-S003 the header "${name}" is set by the load driver`,
      ],
    ),
    [
      "a header twice",
      { "load.journeys.view.steps": [{ get: "/", headers: { Host: "a.test", host: "b.test" } }] },
      'GD-S003 the header "host" is defined twice',
    ],
    [
      "a header whose name is none",
      { "load.journeys.view.steps": [{ get: "/", headers: { "x y": "1" } }] },
      'GD-S003 "x y" is not a valid header name',
    ],
    [
      "a header of two lines",
      { "load.journeys.view.steps": [{ get: "/", headers: { "x-a": "1\r\nx-b: 2" } }] },
      'GD-S003 the header "x-a" has a line break or a control character in its value',
    ],
    [
      "a condition that compares with nothing",
      { "alerts.db-hot.when": { signal: "threads-running" } },
      "GD-S005 the condition has no comparison",
    ],
    [
      "more than 100 percent",
      { "alerts.db-hot.when": { sli: "api", below: 101 } },
      "GD-S003 below is in percent, so within 0 and 100, not 101",
    ],
    [
      "a pattern that cannot be read",
      { "evidence.one-customer.canonical.log.matches": "(" },
      "GD-S003 invalid regular expression: missing closing ): `(`",
    ],
    [
      "a proof that accepts anything",
      { "evidence.ratio.accept": { number: "ratio" } },
      "GD-S005 the proof accepts anything",
    ],
    [
      "a default outside of its limits",
      { "params.hotFactor.default": 9 },
      "GD-S003 the default 9 is outside its limits 1.2 to 4",
    ],
    [
      "a name for two values",
      { "params.heavyCapacity": { default: 3 } },
      'GD-S011 "heavyCapacity" is a parameter and a calibration',
    ],
    [
      "components that wait for each other",
      { "stack.www.needs": ["api", "gateway"] },
      "GD-S020 circular dependency: gateway, www",
    ],
    [
      "a calibration of what waits for it",
      { "stack.db.variables.max_connections": "${heavyCapacity}" },
      "GD-S020 circular dependency: gateway, www, api, db, heavyCapacity",
    ],
    [
      "a program from elsewhere",
      { "stack.www.program": "../../bin/sh" },
      'GD-S003 "../../bin/sh" is outside the scenario\'s folder',
    ],
    [
      "certificates from elsewhere",
      {
        "stack.www": {
          kind: "container",
          container: "mine",
          port: 443,
          tls: { ca: "/etc/ssl/ca.pem" },
        },
      },
      'GD-S003 "/etc/ssl/ca.pem" is outside the scenario\'s folder',
    ],
    [
      "certificates that nobody looks at",
      {
        "stack.www": {
          kind: "container",
          container: "mine",
          port: 443,
          tls: { ca: "ca.pem", insecure: true },
        },
      },
      'GD-S003 "www" accepts any certificate, so its ca has no effect',
    ],
    [
      "a seed from elsewhere",
      { "stack.db.seed.sql": "/etc/passwd" },
      'GD-S003 "/etc/passwd" is outside the scenario\'s folder',
    ],
    [
      "a grant that is none",
      { "stack.db.accounts.dba.grants": ["everything, please!"] },
      'GD-S003 "everything, please!" is not a grant',
    ],
  ])("%s", (_, changes, message) => {
    expect(found(rich, changes).errors).toContain(message);
  });

  it("a share so small that the users' requests may all miss it, counted with their steps and the time of the fault", () => {
    const way = {
      "stack.gw": { kind: "service", program: "shop/gateway", needs: ["api"] },
      "links.way": { from: "gw", to: "api" },
      "load.journeys.read.to": "gw",
    };
    const share = (toxicity: number, forMs?: string): string[] =>
      found(smallest, {
        ...way,
        faults: {
          rare: {
            fault: "timeout",
            target: "way",
            with: { toxicity },
            ...(forMs === undefined ? {} : { for: forMs }),
          },
        },
      }).errors;
    expect(share(0.0001)).toEqual([
      expect.stringMatching(
        /^GD-S025 the fault "rare" would have no effect: a share of 0.0001 may affect no user: they make at most 900 requests while it acts, and it takes 46,050 connections/,
      ),
    ]);
    expect(share(0.01)).toEqual([]);
    expect(share(0.01, "10s")).toEqual([
      expect.stringContaining(
        "they make at most 200 requests while it acts, and it takes 459 connections",
      ),
    ]);
  });

  it("too few requests in the promise of a Test", () => {
    expect(found(smallest, { "load.flows.web.rate": "5/s" }).errors).toEqual([
      'GD-S021 "api" counts 225 requests in 45 s; an objective of 99.5 % needs at least 600 to be meaningful',
    ]);
    expect(found(smallest, { "load.flows.web.rate": "5/s", "mustHold.for": "2m" }).errors).toEqual(
      [],
    );
  });
});

describe("a way from what a Test breaks to its users", () => {
  const pause = (target: string): Record<string, unknown> => ({
    faults: { freeze: { fault: "pause", target, for: "100ms" } },
  });
  const way = {
    "stack.side": { kind: "service", program: "shop/api" },
    "stack.deep": { kind: "service", program: "shop/api" },
  };

  it("must be there", () => {
    expect(found(smallest, { ...way, ...pause("side") }).errors).toEqual([
      'GD-S026 there is no path from side to the SLI "api", so "pause" there cannot change anything that this Test judges',
    ]);
    // The other way round is no way: what nobody needs may need whom it likes.
    expect(
      found(smallest, { ...way, ...pause("side"), "stack.side.needs": ["api"] }).errors,
    ).toEqual([
      'GD-S026 there is no path from side to the SLI "api", so "pause" there cannot change anything that this Test judges',
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["by what users' entry needs", { "stack.api.needs": ["side"], ...pause("side") }],
    [
      "over several parts",
      { "stack.api.needs": ["side"], "stack.side.needs": ["deep"], ...pause("deep") },
    ],
    [
      "by what must hold",
      { ...pause("side"), "mustHold.expect": { component: "side", is: "running" } },
    ],
  ])("may lead %s", (_what, changes) => {
    expect(
      found(smallest, { ...way, ...changes }).errors.filter((text) => text.startsWith("GD-S026")),
    ).toEqual([]);
  });

  it("is only doubted where own containers do not say what they need", () => {
    const own = (more: object): object => ({
      kind: "container",
      container: "web-1",
      port: 80,
      ...more,
    });
    const { errors, warnings } = found(smallest, {
      "stack.api": own({}),
      "stack.side": own({}),
      ...pause("side"),
    });
    expect([errors, warnings]).toEqual([
      [],
      ["GD-S026 does anything that users depend on need side? the scenario does not say so"],
    ]);
    expect(
      found(smallest, { "stack.api": own({ needs: [] }), "stack.side": own({}), ...pause("side") })
        .errors,
    ).toHaveLength(1);
  });
});

describe("lint doubts", () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      "a symptom that the baseline does not rule out",
      { "mustBreak.expect": mysqlDown, "baseline.expect": { slis: "objective" } },
      "GD-S023 nothing in the baseline rules mustBreak out, so it may be true before the first fault",
    ],
    [
      "a fault that ends before anybody could act",
      {
        "load.journeys.order.retry": undefined,
        "load.flows.buy.retry": undefined,
        faults: {
          batch: {
            fault: "load-surge",
            for: "10s",
            with: { journey: "export", cohort: "batcher", perSecond: 9 },
          },
        },
      },
      "GD-S006 every fault is over after 10 s, before a hold of 30 s: service would recover on its own, which never passes",
    ],
    [
      "a source that nobody can look up",
      { inspiredBy: [{ title: "A talk", publisher: "Somebody" }] },
      'GD-S020 no link or date for "A talk" of Somebody',
    ],
    [
      "percent that look like shares",
      { "alerts.db-hot.when": { sli: "api", below: 0.8 } },
      "GD-S003 below is in percent: 0.8 means 0.8 %",
    ],
    ["a drill without a root cause", { rootCause: undefined }, "GD-S020 rootCause is missing"],
    [
      "a drill whose fixes are never proven",
      { "corrective.index.rerun": undefined, "corrective.cost-limit.rerun": undefined },
      "GD-S020 no corrective action can be proven by a rerun",
    ],
    [
      "an autopilot with nothing to do",
      { "players.perfect": [] },
      "GD-S020 the perfect player has nothing to do, so --autopilot cannot pass",
    ],
    [
      "a journey that nobody makes",
      { "load.journeys.idle": { to: "api", steps: [{ get: "/" }] } },
      'GD-S020 unused journey "idle"',
    ],
    [
      "a parameter that nothing uses",
      { "params.other": { default: 1 } },
      'GD-S020 unused parameter "other"',
    ],
  ])("%s, and lets it run", (_, changes, message) => {
    const { errors, warnings } = found(rich, changes);
    expect(errors).toEqual([]);
    expect(warnings).toContain(message);
  });
});

describe("lint accepts", () => {
  it.each<[string, Record<string, unknown>]>([
    ["the fixture as it is", {}],
    [
      "a symptom under which the objectives are not met",
      { "mustBreak.expect": { not: { slis: "objective" } } },
    ],
    [
      "a component that is down as a symptom",
      { "mustBreak.expect": { component: "db", is: "stopped" } },
    ],
    [
      "a rerun that adds to a program's config",
      {
        "corrective.cost-limit.rerun.set": {
          "stack.api.config.new.deep": 1,
          "stack.www.config.other": 2,
        },
      },
    ],
    ["evidence by an account that may do all", { "evidence.its-the-api.canonical.as": "dba" }],
    [
      "a query over its own named parts",
      {
        "evidence.its-the-api.canonical.sql":
          "WITH hot AS (SELECT info FROM information_schema.processlist), b (n) AS (SELECT 1) SELECT * FROM hot JOIN b",
      },
    ],
    ["a fault that lasts to the very end", { "faults.batch.at": "0s", "faults.batch.for": "30m" }],
  ])("%s", (_, changes) => {
    expect(found(rich, changes)).toEqual({ errors: [], warnings: [] });
  });
});

describe("what a statement needs", () => {
  const grants = (sql: string): string[] => needsOf(sql, "shop").map(({ grant }) => grant);

  it.each([
    ["SELECT 1", []],
    [
      "select * from orders o join `customers` c on c.id = o.id",
      ["SELECT ON shop.*", "SELECT ON shop.*"],
    ],
    ["SELECT 'FROM secret.t' -- from x.y\n FROM sys.processlist", ["monitor"]],
    ["SHOW FULL PROCESSLIST", ["PROCESS"]],
    ["SHOW GLOBAL STATUS LIKE 'Threads%'", []],
    ["KILL QUERY 5", ["kill"]],
    ["ALTER TABLE shop.orders ADD INDEX x (y)", ["ALTER ON shop.*"]],
    ["CREATE UNIQUE INDEX x ON orders (y)", ["INDEX ON shop.*"]],
    ["DELETE FROM archive.orders WHERE id = 1", ["DELETE ON archive.*"]],
    ["SELECT * FROM information_schema.tables", []],
  ])("%s: %j", (sql, needed) => {
    expect(grants(sql)).toEqual(needed);
  });

  it("is given by a grant on everything, on the database, or on the table, and by nothing else", () => {
    const [need] = needsOf("SELECT * FROM orders", "shop");
    if (need === undefined) throw new Error("no need");
    for (const grant of [
      "SELECT ON *.*",
      "INSERT, SELECT ON shop.*",
      "select on `shop`.`orders`",
      "ALL PRIVILEGES ON shop.*",
      "admin",
    ])
      expect(isGranted(need, [grant]), grant).toBe(true);
    for (const grant of [
      "SELECT ON stock.*",
      "INSERT ON shop.*",
      "SELECT ON shop.items",
      "PROCESS",
      "monitor",
      "kill",
    ])
      expect(isGranted(need, [grant]), grant).toBe(false);
  });

  it.each([
    "SELECT FROM secret.t" + "'".repeat(200_001),
    `SELECT ${"'".repeat(19_001)}`,
    `WITH ${"a (".repeat(6_000)}`,
    `SELECT ${"/*".repeat(9_000)}`,
  ])(
    "is answered within the test's time also for text that is made to take long: %.30s…",
    (sql) => {
      expect(needsOf(sql, "shop")).toEqual([]);
    },
  );
});

it("the rule of three is exact where floating point is not", () => {
  expect(minimumRequests(99.9)).toBe(3_000);
  expect(minimumRequests(99.5)).toBe(600);
  expect(minimumRequests(99)).toBe(300);
});

it("every rule says in a sentence what it asks for", () => {
  for (const { doc } of rules) expect(doc).toMatch(/^\w.{20,}\.$/);
});
