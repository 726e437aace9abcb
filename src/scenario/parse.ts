/** From a file's text to a scenario that can be planned: every mistake at once, each with its line. */
import { GamedayError } from "../kernel/error.ts";
import type { Catalog } from "./catalog.ts";
import { checkCatalog } from "./check-catalog.ts";
import { checkExpressions } from "./check-expressions.ts";
import { defaultHold } from "./default-hold.ts";
import { explain } from "./explain.ts";
import { lint } from "./lint/index.ts";
import { Locator } from "./locate.ts";
import { nameOfType } from "./schema-walk.ts";
import type { Mistake } from "./mistake.ts";
import { Names } from "./names.ts";
import { readYaml } from "./read-yaml.ts";
import { recover } from "./recover.ts";
import { checkReferences } from "./references.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";
import { Source } from "./source.ts";

export interface CheckedScenario {
  /** With every default in place; undefined when there are errors. */
  readonly scenario: Scenario | undefined;
  /** In order of lines. */
  readonly errors: readonly GamedayError[];
  /** What runs, but hardly as meant. */
  readonly warnings: readonly GamedayError[];
}

/** More than this helps nobody; the last one says how many were left out. */
const maxErrors = 100;

/** Reads a scenario, or throws one error that holds all its mistakes (in `others` when there are several). */
export function parseScenario(text: string, file: string, catalog: Catalog): Scenario {
  const { scenario, errors } = checkScenario(text, file, catalog);
  const [first] = errors;
  if (scenario !== undefined && first === undefined) return scenario;
  if (first === undefined) throw new Error("parse: no scenario and no mistake");
  if (errors.length === 1) throw first;
  throw new GamedayError("GD-S030", `${errors.length} mistakes in ${file}`, { others: errors, ...(first.place === undefined ? {} : { place: first.place }) });
}

/** Reads a scenario and says everything that is wrong or doubtful about it. Never throws for a file's sake. */
export function checkScenario(text: string, file: string, catalog: Catalog): CheckedScenario {
  const source = new Source(text, file);
  const yaml = readYaml(source);
  if (yaml.value === undefined) return { scenario: undefined, errors: inOrder(yaml.errors), warnings: [] };
  const locator = new Locator(source, yaml);
  const { scenario, mistakes, doubts } = check(yaml.value, catalog);
  const errors = inOrder([...yaml.errors, ...mistakes.slice(0, maxErrors).map((mistake) => locator.error(mistake))]);
  return { scenario: errors.length === 0 ? scenario : undefined, errors, warnings: inOrder(doubts.map((doubt) => locator.error(doubt))) };
}

function check(raw: unknown, catalog: Catalog): { scenario: Scenario | undefined; mistakes: readonly Mistake[]; doubts: readonly Mistake[] } {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { scenario: undefined, mistakes: [{ code: "GD-S003", path: [], message: `a scenario is a map of fields, not ${nameOfType(raw)}`, hint: "begin with: apiVersion: gameday/v1" }], doubts: [] };
  }
  const refused = explain(scenarioSchema, raw);
  const scenario = recover(raw);
  if (scenario === undefined) return { scenario, mistakes: refused, doubts: [] };
  const whole = refused.length === 0;
  const names = new Names(raw, catalog);
  const loose = [...checkReferences(scenario, names, catalog), ...checkCatalog(scenario, names, catalog), ...checkExpressions(raw, scenario, names, whole)];
  const { errors, warnings } = lint({ scenario, catalog, whole: whole && loose.length === 0 });
  return { scenario: withGates(scenario), mistakes: [...refused, ...loose, ...errors], doubts: warnings };
}

/** A Test holds by default; a Drill has to say what it breaks. */
function withGates(scenario: Scenario): Scenario {
  if (scenario.kind === "Drill" || scenario.mustHold !== undefined) return scenario;
  return { ...scenario, mustHold: defaultHold };
}

function inOrder(errors: readonly GamedayError[]): readonly GamedayError[] {
  const seen = new Set<string>();
  const distinct = errors.filter(({ code, message, place }) => {
    const key = `${code} ${place?.line}:${place?.column} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
  return distinct.toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
}
