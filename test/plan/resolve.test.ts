import { describe, expect, it } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import { flowOf } from "../../src/plan/journey.ts";
import {
  resolveCalibration,
  resolveComponent,
  resolvePlan,
  resolveScenario,
} from "../../src/plan/resolve.ts";
import type { LoadFlow } from "../../src/load/load.ts";
import { planOf, rich } from "../support/plan-fixture.ts";

const plan = planOf(rich);
const values = { heavyCapacity: 12.5 };

describe("a resolved plan", () => {
  const resolved = resolvePlan(plan, values);

  it("has no expression left, but in the definitions of parameters", () => {
    expect(
      JSON.stringify({ ...resolved, scenario: { ...resolved.scenario, params: {} } }),
    ).not.toContain("${");
  });

  it("has rates in requests per second", () => {
    expect(resolved.flows).toEqual([
      { id: "web", journey: "view", cohort: "everyone", perSecond: 100 },
      { id: "partner", journey: "read", cohort: "everyone", perSecond: 25 },
      { id: "slow", journey: "read", cohort: "everyone", perSecond: 1.5 },
      { id: "buy", journey: "order", cohort: "abroad", perSecond: 2 },
    ]);
    expect(Object.values(resolved.scenario.load.flows).map(({ rate }) => rate)).toEqual([
      100, 25, 1.5, 2,
    ]);
  });

  it("has numbers where numbers are due: configs, faults, conditions, proofs", () => {
    expect(resolveComponent(plan, "api", values)).toMatchObject({
      config: {
        pool: { size: 10, kind: "small", acquireTimeoutMs: 800 },
        rateLimit: { perSecond: 20, unit: "requests" },
        label: "customer 4211 at 13",
      },
    });
    expect(resolved.faults.find(({ id }) => id === "batch")?.with).toEqual({
      journey: "export",
      cohort: "batcher",
      perSecond: 25,
    });
    expect(resolved.scenario.mustBreak?.expect).toMatchObject({
      all: [{}, {}, { signal: "threads-running", above: 10 }],
    });
    expect(resolved.scenario.evidence["one-customer"]).toMatchObject({
      accept: { equals: 4211 },
      statement: "It is customer 4211.",
    });
    expect(resolved.scenario.mitigations["kill-loop"]?.action).toMatchObject({
      killLoop: { where: "info LIKE '%4211%'", every: 200 },
    });
    expect(resolved.scenario.signals["blocked"]?.with).toEqual({
      path: "/admin/blocked/4211",
      status: 200,
    });
  });

  it("takes parameters that were given", () => {
    expect(
      resolvePlan(planOf(rich, { params: { hotFactor: 4, customer: 7 } }), values).faults.find(
        ({ id }) => id === "batch",
      )?.with["perSecond"],
    ).toBe(50);
  });
});

it("each part is resolved with what is known by then", () => {
  expect(resolveComponent(plan, "db", {})).toMatchObject({
    seed: { with: { rows: 200_000, hotCustomer: 4211 } },
  });
  expect(resolveCalibration(plan, "heavyCapacity", {}).sqlThroughput).toContain("customer_id=4211");
  expect(() => resolveComponent(plan, "api", {})).toThrow(
    'the component "api": unknown name "heavyCapacity"',
  );
});

it("a rate that this machine makes impossible is told as such", () => {
  const below = planOf({
    ...rich,
    load: {
      ...rich.load,
      flows: { web: { journey: "view", cohort: "everyone", rate: "${heavyCapacity - 50}/s" } },
    },
  });
  expect(() => resolveScenario(below, values)).toThrow(GamedayError);
  expect(() => resolveScenario(below, values)).toThrow(
    'the rate of "web" is -37.5 per second on this machine',
  );
  expect(resolveScenario(below, { heavyCapacity: 60 }).load.flows["web"]?.rate).toBe(10);
});

describe("a flow for the load driver", () => {
  const scenario = resolveScenario(plan, values);
  const to = [{ host: "127.1.1.1", port: 8080 }];

  it("has the journey's steps, the cohort's users and where to send them", () => {
    const flow: LoadFlow = flowOf(
      scenario,
      "partner",
      { journey: "read", cohort: "everyone", perSecond: 25 },
      to,
    );
    expect(flow).toEqual({
      id: "partner",
      cohort: "everyone",
      perSecond: 25,
      users: 2_000,
      to,
      vars: { id: [1, 2, 3], who: ["ops"] },
      steps: [
        {
          method: "GET",
          path: "/v1/orders/{id}",
          headers: { "x-who": "{who}" },
          body: undefined,
          timeoutMs: 1_000,
          expectStatus: 200,
          underMs: 1_000,
        },
        {
          method: "POST",
          path: "/v1/seen",
          headers: { "content-type": "application/json" },
          body: '{"id":"{id}"}',
          timeoutMs: 1_000,
          expectStatus: 201,
          underMs: 300,
        },
      ],
    });
  });

  it("has what its clients do: what they take from answers, when they think, how they try again", () => {
    const flow: LoadFlow = flowOf(
      scenario,
      "buy",
      { journey: "order", cohort: "abroad", perSecond: 2 },
      to,
    );
    expect(flow).toMatchObject({
      cohort: "abroad",
      from: ["127.20.0.1", "127.20.0.2"],
      rampMs: 10_000,
      connections: { max: 40, reuse: false },
      retry: {
        attempts: 4,
        on: ["error", "timeout", "rejected"],
        backoffMs: 50,
        factor: 1,
        maxBackoffMs: 5_000,
        jitter: 0.5,
      },
      steps: [
        { thinkMs: 200, capture: { order: { json: "$.id" }, token: { header: "x-token" } } },
        { path: "/orders/{order}", thinkMs: { from: 100, to: 300 } },
      ],
    });
    expect(
      flowOf(scenario, "storm", { journey: "order", cohort: "abroad", perSecond: 2 }, to).retry,
    ).toMatchObject({ attempts: 1, backoffMs: 100, factor: 2 });
  });

  it("draws from a range, and has the texts of a surge filled in", () => {
    expect(
      flowOf(scenario, "web", { journey: "view", cohort: "everyone", perSecond: 1 }, to).vars,
    ).toEqual({ id: { from: 1, to: 200_000 } });
    expect(
      flowOf(scenario, "batch", { journey: "export", cohort: "batcher", perSecond: 1 }, to),
    ).toMatchObject({
      users: 1,
      steps: [{ path: "/v1/export?customer=4211", timeoutMs: 10_000, underMs: 10_000 }],
    });
  });
});
