import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolvePlan } from "../../src/plan/resolve.ts";
import type { Component, Plan, Scenario } from "../../src/plan/plan.ts";
import { planOf, rich } from "../support/plan-fixture.ts";

/**
 * Stacks of up to twelve components: each needs some of those before it, some mention a
 * calibration, places are drawn.
 */
const scenarios: fc.Arbitrary<Scenario> = fc
  .array(
    fc.record({
      mysql: fc.boolean(),
      region: fc.constantFrom("a", "b", "c"),
      zone: fc.constantFrom("", "/1", "/2/r9"),
      replicas: fc.integer({ min: 1, max: 4 }),
      needs: fc.array(fc.nat(11), { maxLength: 4 }),
      mentions: fc.boolean(),
      calibrated: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((parts) =>
    fc.tuple(
      fc.constant(parts),
      fc.shuffledSubarray([...parts.keys()], { minLength: parts.length }),
    ),
  )
  .map(([parts, order]) => {
    const measured = parts.flatMap((part, index) => (part.mysql && part.calibrated ? [index] : []));
    const entries = parts.map(
      ({ mysql, region, zone, replicas, needs, mentions }, index): [string, Component] => {
        const at = `${region}${zone}`;
        if (mysql)
          return [
            `c${index}`,
            {
              kind: "mysql",
              at,
              variables: {},
              database: "shop",
              accounts: { app: { grants: ["admin"] } },
              checksums: [],
            },
          ];
        const first = measured[0];
        // A service may only wait for a calibration that cannot wait for it: databases need nobody
        // here.
        const config = mentions && first !== undefined ? { rate: `\${m${first} * 2}` } : {};
        return [
          `c${index}`,
          {
            kind: "service",
            at,
            program: "shop/api",
            replicas,
            config,
            needs: [...new Set(needs.filter((need) => need < index))].map((need) => `c${need}`),
            health: { path: "/health", within: 1_000 },
          },
        ];
      },
    );
    const stack = Object.fromEntries(
      order.map((index) => entries[index] ?? ["none", { kind: "mysql" }]),
    );
    const calibrate = Object.fromEntries(
      measured.map((index) => [
        `m${index}`,
        {
          sqlThroughput: "SELECT 1",
          on: `c${index}`,
          as: "app",
          concurrency: 4,
          for: 4_000,
          min: 1,
          max: 100,
        },
      ]),
    );
    return {
      ...rich,
      stack,
      calibrate,
      faults: {},
      evidence: {},
      mitigations: {},
      signals: {},
      alerts: {},
      corrective: {},
      load: { ...rich.load, flows: {}, journeys: {} },
      params: {},
      mustBreak: { within: 1_000, expect: { slis: "objective" } },
    } as Scenario;
  });

const ids = (plan: Plan): readonly string[] =>
  plan.bringUp.map((step) => ("start" in step ? step.start.component : step.calibrate));

describe("for any stack", () => {
  it("the same scenario and seed give the same plan", () => {
    fc.assert(
      fc.property(scenarios, fc.string(), (scenario, seed) => {
        expect(planOf(scenario, { seed })).toEqual(planOf(structuredClone(scenario), { seed }));
      }),
    );
  });

  it("everything is started exactly once, after what it needs and after what it mentions", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const order = ids(planOf(scenario));
        for (const [name, component] of Object.entries(scenario.stack)) {
          const at = order.indexOf(name);
          expect(order.filter((each) => each === name).length).toBe(
            component.kind === "service" ? component.replicas : 1,
          );
          const needs = component.kind === "service" ? component.needs : [];
          for (const need of needs) expect(order.lastIndexOf(need)).toBeLessThan(at);
          const mentioned = /m\d+/.exec(JSON.stringify(component))?.[0];
          if (mentioned !== undefined) expect(order.indexOf(mentioned)).toBeLessThan(at);
        }
        for (const [name, { on }] of Object.entries(scenario.calibrate))
          expect(order.indexOf(name)).toBe(order.indexOf(on) + 1);
      }),
    );
  });

  it("no two components have one address, and those of a zone share its numbers", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const placed = planOf(scenario).bringUp.flatMap((step) =>
          "start" in step ? [step.start] : [],
        );
        expect(new Set(placed.map(({ address }) => address)).size).toBe(placed.length);
        const zones = new Map<string, Set<string>>();
        for (const { address, region, zone } of placed) {
          expect(address).toMatch(/^127\.[1-9]\d*\.[1-9]\d*\.[1-9]\d*$/);
          const key = `${region}/${zone}`;
          zones.set(
            key,
            (zones.get(key) ?? new Set()).add(address.split(".").slice(0, 3).join(".")),
          );
        }
        for (const numbers of zones.values()) expect(numbers.size).toBe(1);
        expect(new Set([...zones.values()].map((numbers) => [...numbers][0])).size).toBe(
          zones.size,
        );
      }),
    );
  });

  it("resolving is total: whatever a calibration measures within its limits, everything gets its value", () => {
    fc.assert(
      fc.property(scenarios, fc.double({ min: 1, max: 100, noNaN: true }), (scenario, measured) => {
        const values = Object.fromEntries(
          Object.keys(scenario.calibrate).map((name) => [name, measured]),
        );
        const resolved = resolvePlan(planOf(scenario), values);
        expect(JSON.stringify(resolved)).not.toContain("${");
      }),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 500, noNaN: true }),
        fc.double({ min: 1.2, max: 4, noNaN: true }),
        (heavyCapacity, hotFactor) => {
          const resolved = resolvePlan(planOf(rich, { params: { hotFactor } }), { heavyCapacity });
          expect(resolved.faults.find(({ id }) => id === "batch")?.with["perSecond"]).toBe(
            heavyCapacity * hotFactor,
          );
          for (const { perSecond } of resolved.flows) expect(Number.isFinite(perSecond)).toBe(true);
        },
      ),
    );
  });
});
