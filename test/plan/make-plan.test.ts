import { describe, expect, it } from "vitest";
import { catalog } from "../support/catalog-fixture.ts";
import type { Scenario } from "../../src/plan/plan.ts";
import { planOf, rich, smallest } from "../support/plan-fixture.ts";
import { failure } from "../support/failure.ts";

describe("a plan", () => {
  it("starts databases first, measures at once, and starts the rest after what it needs", () => {
    const order = planOf(rich).bringUp.map((step) =>
      "start" in step ? step.start.id : `measure ${step.calibrate}`,
    );
    expect(order).toEqual(["db", "measure heavyCapacity", "api/1", "api/2", "www", "gateway"]);
  });

  it("gives every replica its place and an address of its own: 127.region.zone.host", () => {
    const places = planOf(rich).bringUp.flatMap((step) =>
      "start" in step ? [[step.start.id, step.start.address, step.start.at]] : [],
    );
    expect(Object.fromEntries(places.map(([id, ...rest]) => [id, rest]))).toEqual({
      gateway: ["127.1.1.1", "eu/eu1/r1"],
      www: ["127.1.1.2", "eu/eu1/r2"],
      "api/1": ["127.1.2.1", "eu/eu2/r1"],
      "api/2": ["127.1.2.2", "eu/eu2/r1"],
      db: ["127.2.1.1", "us/us1/r1"],
    });
  });

  it("lists faults by time; those of the load have the load as their target", () => {
    expect(planOf(rich).faults).toEqual([
      { id: "frozen", fault: "pause", target: "api/2", atMs: 1_000, forMs: 5_000, with: {} },
      {
        id: "batch",
        fault: "load-surge",
        target: "load",
        atMs: 2_000,
        forMs: undefined,
        with: { journey: "export", cohort: "batcher", perSecond: "${heavyCapacity * hotFactor}" },
      },
    ]);
  });

  it("makes one fault for each replica when the whole component is the target", () => {
    const plan = planOf({
      ...rich,
      faults: { frozen: { fault: "pause", target: "api", at: 0, with: {} } },
    });
    expect(plan.faults.map(({ id, target }) => [id, target])).toEqual([
      ["frozen-1", "api/1"],
      ["frozen-2", "api/2"],
    ]);
    expect(Object.keys(plan.scenario.faults)).toEqual(["frozen-1", "frozen-2"]);
    expect(
      planOf({
        ...smallest,
        faults: { frozen: { fault: "pause", target: "api/1", at: 0, with: {} } },
      }).faults[0]?.target,
    ).toBe("api");
  });

  it("survives JSON", () => {
    const plan = planOf(rich, { rerun: "index" });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it("draws the incident's name from the seed alone", () => {
    expect(planOf(rich).incidentName).toBe(planOf(smallest).incidentName);
    const names = new Set(
      Array.from(
        { length: 50 },
        (_, index) => planOf(smallest, { seed: String(index) }).incidentName,
      ),
    );
    expect(names.size).toBeGreaterThan(20);
  });
});

describe("parameters", () => {
  it("are the defaults, or what is given, read as the type of the default", () => {
    expect(planOf(rich).params).toEqual({
      hotFactor: 2,
      customer: 4211,
      pool: "small",
      strict: true,
    });
    expect(
      planOf(rich, { params: { hotFactor: "3.5", customer: "7", pool: "large", strict: "false" } })
        .params,
    ).toEqual({ hotFactor: 3.5, customer: 7, pool: "large", strict: false });
  });

  it.each([
    [
      { hotFaktor: 2 },
      "GD-S010",
      'unknown parameter "hotFaktor"',
      'did you mean "hotFactor"?\nparameters: hotFactor, customer, pool, strict',
    ],
    [{ hotFactor: 9 }, "GD-S003", 'the parameter "hotFactor" must be at most 4, not 9', undefined],
    [
      { hotFactor: "1" },
      "GD-S003",
      'the parameter "hotFactor" must be at least 1.2, not 1',
      undefined,
    ],
    [
      { hotFactor: "two" },
      "GD-S003",
      'the parameter "hotFactor" must be a number, not "two"',
      undefined,
    ],
    [{ hotFactor: "" }, "GD-S003", 'the parameter "hotFactor" must be a number, not ""', undefined],
    [
      { pool: "huge" },
      "GD-S003",
      'the parameter "pool" must be one of small, large, not huge',
      undefined,
    ],
    [
      { pool: "${customer}" },
      "GD-S003",
      'the parameter "pool" must be one of small, large, not ${customer}',
      undefined,
    ],
    [
      { strict: "yes" },
      "GD-S003",
      'the parameter "strict" must be true or false, not "yes"',
      undefined,
    ],
    [{ constructor: "1" }, "GD-S010", 'unknown parameter "constructor"', undefined],
  ])("%j is refused", (params, code, message, hint) => {
    expect(
      failure(() => planOf(rich, { params: params as unknown as Record<string, string> })),
    ).toMatchObject({ code, message, ...(hint === undefined ? {} : { hint }) });
  });
});

describe("what the runtime cannot do", () => {
  const weak = (
    ...capabilities: string[]
  ): { runtime: { name: string; capabilities: Set<string> } } => ({
    runtime: { name: "weak", capabilities: new Set(capabilities) },
  });

  it("is refused before anything is started", () => {
    expect(failure(() => planOf(rich, weak("load", "pause")))).toMatchObject({
      code: "GD-S016",
      message: 'the component "db" needs "mysql", which the runtime "weak" cannot do',
    });
    expect(failure(() => planOf(rich, weak("load", "mysql")))).toMatchObject({
      message: 'the fault "pause" needs "pause", which the runtime "weak" cannot do',
    });
    expect(planOf(smallest, weak("pause")).runtime).toBe("weak");
  });
});

describe("a rerun", () => {
  it("is a Test of the same faults with the fix in place", () => {
    const plan = planOf(rich, { rerun: "cost-limit" });
    expect(plan.rerun).toBe("cost-limit");
    expect(plan.scenario).toMatchObject({
      kind: "Test",
      mustHold: { for: 45_000, expect: { slis: "objective" } },
      players: { perfect: [], wrong: [] },
    });
    expect(plan.scenario.mustBreak).toBeUndefined();
    expect(plan.scenario.stack["api"]).toMatchObject({
      config: { rateLimit: { unit: "cost", perSecond: 5 }, pool: { size: 10 } },
    });
    expect(plan.scenario.load).toEqual(rich.load);
    expect(plan.faults).toEqual(planOf(rich).faults);
    expect(rich.stack["api"]).toMatchObject({ config: { rateLimit: { unit: "requests" } } });
  });

  it("may begin with mitigations instead", () => {
    const plan = planOf(rich, { rerun: "index" });
    expect(plan.first).toEqual(["index"]);
    expect(plan.scenario.stack).toEqual(rich.stack);
  });

  it("keeps the promise that the scenario gives itself, and reads durations in what it sets", () => {
    const scenario = {
      ...rich,
      mustHold: { for: 90_000, expect: { sli: "api", atLeast: 99 } },
      corrective: {
        slow: {
          text: "Wait longer",
          kind: "prevent" as const,
          rerun: { set: { "stack.www.health.within": "1m" }, first: [] },
        },
      },
    };
    const plan = planOf(scenario, { rerun: "slow" });
    expect(plan.scenario.mustHold).toEqual(scenario.mustHold);
    expect(plan.scenario.stack["www"]).toMatchObject({ health: { within: 60_000 } });
  });

  it("that would hit less than the fault did is refused, whatever it is that the fix moves", () => {
    const fix = (set: Record<string, string | number>): Scenario => ({
      ...rich,
      faults: {
        ...rich.faults,
        cut: { fault: "kill", target: "us", at: 0, for: undefined, with: {} },
      },
      corrective: { x: { text: "x", kind: "prevent", rerun: { set, first: [] } } },
    });
    for (const set of [
      { "stack.api.replicas": 1 },
      { "stack.db.at": "eu" },
      { "params.hotFactor.default": 1.2 },
    ])
      expect(failure(() => planOf(fix(set), { rerun: "x" })).code).toBe("GD-S024");
    expect(
      planOf(fix({ "stack.api.replicas": 3 }), { rerun: "x" }).faults.map(({ target }) => target),
    ).toEqual(expect.arrayContaining(planOf(fix({}), {}).faults.map(({ target }) => target)));
  });

  it("of what cannot be rerun, or of a part that is not there, is refused", () => {
    expect(failure(() => planOf(rich, { rerun: "talk" }))).toMatchObject({
      code: "GD-S010",
      message: 'no corrective action "talk" that can be rerun',
      hint: "those with a rerun: cost-limit, index",
    });
    expect(failure(() => planOf(rich, { rerun: "cost-limt" })).hint).toMatch(
      /^did you mean "cost-limit"\?/,
    );
    const wrong = {
      ...rich,
      corrective: {
        x: {
          text: "x",
          kind: "prevent" as const,
          rerun: { set: { "stack.apo.config.x": 1 }, first: [] },
        },
      },
    };
    expect(failure(() => planOf(wrong, { rerun: "x" }))).toMatchObject({
      code: "GD-S010",
      message: 'corrective action "x": there is no "stack.apo" to change',
    });
  });
});

it("a fault that the catalogue lost since the scenario was read is refused", () => {
  expect(
    failure(() => planOf(smallest, { catalog: { ...catalog, faults: new Map() } })),
  ).toMatchObject({ code: "GD-S014" });
});

it("a fault that nobody could notice with the parameters as they are given is refused", () => {
  const scenario: Scenario = {
    ...rich,
    params: { ...rich.params, wait: { default: 100 } },
    links: { way: { from: "www", to: "api" } },
    faults: {
      slow: {
        fault: "latency",
        target: "way",
        at: 0,
        for: undefined,
        with: { latency: "${wait}ms" },
      },
    },
  };
  expect(planOf(scenario).params["wait"]).toBe(100);
  expect(failure(() => planOf(scenario, { params: { wait: "0" } }))).toMatchObject({
    code: "GD-S015",
    message:
      "faults.slow.with.latency: latency must be at least 1ms: less cannot be distinguished from the link's own noise",
  });
});

it("a time scale that is none is refused", () => {
  for (const timeScale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(failure(() => planOf(smallest, { timeScale })).code).toBe("GD-C001");
});
