import { readFileSync } from "node:fs";
import { makePlan, type PlanRequest } from "../../src/plan/make-plan.ts";
import type { Plan, Scenario } from "../../src/plan/plan.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { catalog } from "./catalog-fixture.ts";
import { gremlin } from "./organisation.ts";

const read = (name: string): Scenario =>
  parseScenario(
    readFileSync(new URL(`../scenario/${name}.yaml`, import.meta.url), "utf8"),
    `${name}.yaml`,
    catalog,
  );

export const rich = read("rich");
export const smallest = read("smallest");

/** A plan of a scenario on a runtime that can do everything. */
export function planOf(scenario: Scenario, more: Partial<PlanRequest> = {}): Plan {
  const runtime = {
    name: "sim",
    capabilities: new Set(["pause", "kill", "stop", "load", "mysql"]),
  };
  return makePlan({
    scenario,
    digest: "0".repeat(64),
    seed: "7f3a",
    runtime,
    catalog,
    organisation: gremlin,
    ...more,
  });
}
