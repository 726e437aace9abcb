/** Checks what a scenario takes from the catalogue: its faults and its signals' probes, and their parameters. */
import type { Catalog } from "./catalog.ts";
import { sampleValues } from "./check-expressions.ts";
import { explain } from "./explain.ts";
import { ExpressionError } from "./expression.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { anything, type Names } from "./names.ts";
import type { Scenario } from "./schema.ts";
import { valueAt, type Schema } from "./schema-walk.ts";
import { namesUsed, substitute } from "./template.ts";

/** Every fault and probe exists, has the right target, and parameters that fit. */
export function checkCatalog(scenario: Scenario, names: Names, catalog: Catalog): readonly Mistake[] {
  return [...checkFaults(scenario, names, catalog), ...checkSignals(scenario, names, catalog)];
}

function checkFaults(scenario: Scenario, names: Names, catalog: Catalog): readonly Mistake[] {
  return Object.entries(scenario.faults).flatMap(([name, planned]) => {
    const path = ["faults", name];
    const fault = catalog.faults.get(planned.fault);
    if (fault === undefined) return [{ code: "GD-S014", path: [...path, "fault"], message: `unknown fault ${quoted(planned.fault)}`, hint: nameHint(planned.fault, [...catalog.faults.keys()], "faults") }];
    const target = fault.target === "load" ? loadTarget(planned, path) : componentTarget(planned, path, scenario, names);
    return [...target, ...checkParams(fault.params, planned.with, [...path, "with"], scenario), ...(fault.target === "load" ? surgeNames(planned.with, [...path, "with"], names) : [])];
  });
}

type Planned = Scenario["faults"][string];

function loadTarget({ fault, target }: Planned, path: Path): readonly Mistake[] {
  return target === undefined || target === "load" ? [] : [{ code: "GD-S016", path: [...path, "target"], message: `${quoted(fault)} works on the load, not on a component`, hint: "leave target out" }];
}

function componentTarget({ fault, target }: Planned, path: Path, { stack }: Scenario, names: Names): readonly Mistake[] {
  if (target === undefined) return [{ code: "GD-S005", path, at: "key", message: `${quoted(fault)} needs a target`, hint: `components here: ${names.components().join(", ")}` }];
  return unknownInstance(target, [...path, "target"], stack, names);
}

/** `api` or `api/2`: a component, and a replica that it has. */
function unknownInstance(target: string, path: Path, stack: Scenario["stack"], names: Names): readonly Mistake[] {
  const [, name = target, replica] = /^([^/]*)\/(.*)$/.exec(target) ?? [];
  if (names.components() === anything) return [];
  if (!names.components().includes(name)) return [{ code: "GD-S016", path, message: `there is no component ${quoted(name)} to break`, hint: nameHint(name, names.components(), "components") }];
  const component = Object.hasOwn(stack, name) ? stack[name] : undefined;
  if (component === undefined) return [];
  const replicas = component.kind === "service" ? component.replicas : 1;
  if (replica === undefined || (/^[1-9]$/.test(replica) && Number(replica) <= replicas)) return [];
  return [{ code: "GD-S016", path, message: `${name} has ${replicas === 1 ? "one replica" : `${replicas} replicas`}; there is no ${quoted(target)}`, hint: replicas === 1 ? `name it ${name}` : `name ${name} for all, or ${name}/1 to ${name}/${replicas}` }];
}

function surgeNames(parameters: Readonly<Record<string, unknown>>, path: Path, names: Names): readonly Mistake[] {
  const look = (field: string, known: readonly string[]): readonly Mistake[] => {
    const value = parameters[field];
    return typeof value !== "string" || known === anything || known.includes(value) ? [] : [{ code: "GD-S010", path: [...path, field], message: `unknown ${field} ${quoted(value)}`, hint: nameHint(value, known, `${field}s`) }];
  };
  return [...look("journey", names.keys("load", "journeys")), ...look("cohort", names.cohorts())];
}

function checkSignals(scenario: Scenario, names: Names, catalog: Catalog): readonly Mistake[] {
  return Object.entries(scenario.signals).flatMap(([name, signal]) => {
    const path = ["signals", name];
    const probe = catalog.probes.get(signal.probe);
    if (probe === undefined) return [{ code: "GD-S010", path: [...path, "probe"], message: `unknown probe ${quoted(signal.probe)}`, hint: nameHint(signal.probe, [...catalog.probes.keys()], "probes") }];
    return [...probeTarget(signal, probe.target, path, scenario.stack, names), ...checkParams(probe.params, signal.with, [...path, "with"], scenario)];
  });
}

function probeTarget({ probe, target }: Scenario["signals"][string], wants: "component" | "mysql" | "none", path: Path, stack: Scenario["stack"], names: Names): readonly Mistake[] {
  const fitting = names.components(wants === "mysql" ? "mysql" : undefined);
  if (wants === "none") return target === undefined ? [] : [{ code: "GD-S003", path: [...path, "target"], message: `the probe ${quoted(probe)} has no target`, hint: "leave target out" }];
  if (target === undefined) return [{ code: "GD-S005", path, at: "key", message: `the probe ${quoted(probe)} needs a target`, hint: `components here: ${fitting.join(", ")}` }];
  const component = Object.hasOwn(stack, target) ? stack[target] : undefined;
  return component === undefined || fitting.includes(target) ? [] : [{ code: "GD-S003", path: [...path, "target"], message: `the probe ${quoted(probe)} reads MySQL, and ${target} is a ${component.kind}`, hint: nameHint(target, fitting, "MySQL components") }];
}

/** Parameters are checked with sample values in place of what only a run knows; their size is then no mistake. */
function checkParams(schema: Schema, parameters: Readonly<Record<string, unknown>>, path: Path, scenario: Scenario): readonly Mistake[] {
  let filled: unknown;
  try {
    filled = substitute(parameters, sampleValues(scenario));
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
  return explain(schema, filled, path)
    .filter((mistake) => !measured(valueAt(parameters, mistake.path.slice(path.length)), scenario) || !/ must be (at least|at most|more than|less than) /.test(mistake.message))
    .map((mistake) => ({ ...mistake, code: "GD-S015" as const }));
}

const measured = (value: unknown, { calibrate }: Scenario): boolean => [...namesUsed(value)].some((name) => Object.hasOwn(calibrate, name));
