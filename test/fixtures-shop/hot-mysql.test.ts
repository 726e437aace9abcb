import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { limiterConfig } from "../../fixtures/shop/rate-limiter.ts";
import { catalog } from "../../src/app/scenario/catalog.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { findPaths } from "../../src/register/paths.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { resolveComponent, resolveScenario } from "../../src/plan/resolve.ts";
import { gremlin } from "../support/organisation.ts";

const { scenario } = loadScenario(
  findPaths(process.env, process.cwd()),
  "hot-mysql",
  process.cwd(),
);
const capabilities = new Set(["pause", "kill", "stop", "load", "mysql"] as const);
const plan = makePlan({
  scenario,
  digest: "0",
  seed: "7f3a",
  runtime: { name: "process", capabilities },
  timeScale: 1,
  params: {},
  catalog,
  organisation: gremlin,
});

test("every program and seed that the file names is there", () => {
  for (const component of Object.values(scenario.stack)) {
    const seed = component.kind === "mysql" ? (component.seed?.sql ?? "") : "";
    const path = component.kind === "service" ? `${component.program}.ts` : seed;
    expect(
      existsSync(fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))),
      path,
    ).toBe(true);
  }
});

test("what a player may read before the start does not give the cause away", () => {
  expect(`${scenario.title} ${scenario.summary}`).not.toMatch(
    /batch|export|limit|4211|heron|customer|index|hot/i,
  );
});

// From a slow machine to one with many cores.
test.each([4, 10, 40, 200])(
  "on a machine that serves %i heavy statements a second the batch starves the pools, and a fast kill loop does not let it",
  (heavyCapacity) => {
    const values = { ...plan.params, heavyCapacity };
    const api = resolveComponent(plan, "api", values);
    if (api.kind !== "service") throw new Error("the api is no service");
    const { pool, rateLimit } = api.config as unknown as {
      pool: { size: number };
      rateLimit: Record<string, unknown>;
    };
    const connections = pool.size * api.replicas;
    const batchPerSecond = Number(resolveScenario(plan, values).faults["batch"]?.with["perSecond"]);
    const heldS = 1;
    expect(batchPerSecond * heldS).toBeGreaterThan(1.25 * connections);
    expect(connections).toBeLessThan(151);
    // Statements are held for the loop's interval at most and for half of it on average.
    expect((batchPerSecond * 0.2) / 2).toBeLessThan(0.5 * connections);
    // The wrong player does both: pools half as large again, and a loop of one second, which leaves
    // the batch all of them.
    const raised = resolveScenario(plan, values).mitigations["bigger-pool"]?.action;
    const size =
      raised !== undefined && "http" in raised
        ? Number((raised.http.json as { size: unknown }).size)
        : 0;
    expect(size).toBeGreaterThan(pool.size);
    expect(batchPerSecond * heldS).toBeGreaterThan(1.2 * 2 * size);
    const limiter = limiterConfig(rateLimit);
    expect(limiter).toMatchObject({ unit: "requests", scope: "node" });
    expect(batchPerSecond / 2, "each node alone lets the batch through").toBeLessThan(
      limiter.perSecond,
    );
    expect(batchPerSecond, "both together let more through than the limit").toBeGreaterThan(
      1.3 * limiter.perSecond,
    );
  },
);

test("the corrective limit is one that the api takes", () => {
  const set = scenario.corrective["cost-limit"]?.rerun?.set["stack.api.config.rateLimit"];
  expect(limiterConfig(set as Record<string, unknown>)).toMatchObject({
    unit: "cost",
    scope: "shared",
    nodes: 2,
  });
});
