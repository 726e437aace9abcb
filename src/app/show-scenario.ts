import { GamedayError } from "../kernel/error.ts";
import { toJsonSchema } from "../scenario/json-schema.ts";
import { showScenario } from "../scenario/show.ts";
import type { Scenario } from "../scenario/schema.ts";
import { catalog, loadScenario } from "./load-scenario.ts";
import type { Paths } from "./paths.ts";

/** The scenario as YAML with every default in place. */
export function scenarioText(paths: Paths, name: string, cwd: string, spoilers: boolean): string {
  return showScenario(loadScenario(paths, name, cwd).scenario, { spoilers });
}

export function scenarioData(paths: Paths, name: string, cwd: string, spoilers: boolean): Partial<Scenario> {
  const { scenario } = loadScenario(paths, name, cwd);
  if (spoilers) return scenario;
  const { rootCause: _r, faults: _f, evidence: _e, mitigations: _m, corrective: _c, players: _p, hints: _h, ...rest } = scenario;
  return rest;
}

export function schemaText(): string {
  return JSON.stringify(toJsonSchema(), null, 2);
}

/** What a scenario can name: each fault and probe with its one sentence. */
export function catalogText(): string {
  const list = (title: string, all: ReadonlyMap<string, { doc: string }>): string[] => [title, ...[...all].map(([name, { doc }]) => `  ${name.padEnd(14)} ${doc}`)];
  return [...list("faults", catalog.faults), "", ...list("probes", catalog.probes)].join("\n");
}

export function nothingToShow(): GamedayError {
  return new GamedayError("GD-C001", "which scenario?", { hint: "gameday scenario list shows them; --schema and --faults need none" });
}
