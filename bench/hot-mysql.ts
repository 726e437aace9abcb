import { catalog } from "../src/app/scenario/catalog.ts";
import { loadScenario } from "../src/app/scenario/load.ts";
import { findPaths } from "../src/register/paths.ts";
import { makePlan } from "../src/plan/make-plan.ts";
import type { Plan } from "../src/plan/plan.ts";
import { findPreset } from "../src/register/presets.ts";

/** hot-mysql on the simulated stack, with so long a limit, in milliseconds. */
export function hotMysql(limitMs: number): Plan {
  const { scenario, digest } = loadScenario(
    findPaths(process.env, process.cwd()),
    "hot-mysql",
    process.cwd(),
  );
  return makePlan({
    scenario: { ...scenario, limit: limitMs },
    digest,
    seed: "7f3a",
    catalog,
    organisation: findPreset("gremlin"),
    runtime: { name: "sim", capabilities: new Set(["load", "mysql"]) },
  });
}
