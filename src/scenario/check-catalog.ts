/**
 * Checks what a scenario takes from the catalogue: its faults and its signals' probes, and their
 * parameters.
 */
import type { Catalog } from "./catalog.ts";
import { sampleValues } from "./check-expressions.ts";
import { faultTarget, unknownFault } from "./check-targets.ts";
import { explain } from "./explain.ts";
import { ExpressionError } from "./expression.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { anything, type Names } from "./names.ts";
import type { Scenario } from "./schema.ts";
import { valueAt, type Schema } from "./schema-walk.ts";
import { namesUsed, substitute } from "./template.ts";

/** Every fault and probe exists, has the right target, and parameters that fit. */
export function checkCatalog(
  scenario: Scenario,
  names: Names,
  catalog: Catalog,
): readonly Mistake[] {
  return [...checkFaults(scenario, names, catalog), ...checkSignals(scenario, names, catalog)];
}

function checkFaults(scenario: Scenario, names: Names, catalog: Catalog): readonly Mistake[] {
  return Object.entries(scenario.faults).flatMap(([name, planned]) => {
    const path = ["faults", name];
    const fault = catalog.faults.get(planned.fault);
    if (fault === undefined) return [unknownFault(planned, path, names, catalog)];
    return [
      ...faultTarget(planned, fault.target, path, scenario, names),
      ...checkParams(fault.params, planned.with, [...path, "with"], scenario),
      ...(fault.target === "load" ? surgeNames(planned.with, [...path, "with"], names) : []),
    ];
  });
}

function surgeNames(
  parameters: Readonly<Record<string, unknown>>,
  path: Path,
  names: Names,
): readonly Mistake[] {
  const look = (
    field: string,
    known: readonly string[],
    value: unknown = parameters[field],
    at: Path = [field],
  ): readonly Mistake[] => {
    return typeof value !== "string" || known === anything || known.includes(value)
      ? []
      : [
          {
            code: "GD-S010",
            path: [...path, ...at],
            message: `unknown ${field} ${quoted(value)}`,
            hint: nameHint(value, known, `${field}s`),
          },
        ];
  };
  const { then } = parameters;
  const later = (Array.isArray(then) ? then : []).flatMap((value, index) =>
    look("journey", names.keys("load", "journeys"), value, ["then", index]),
  );
  return [
    ...look("journey", names.keys("load", "journeys")),
    ...look("cohort", names.cohorts()),
    ...later,
  ];
}

function checkSignals(scenario: Scenario, names: Names, catalog: Catalog): readonly Mistake[] {
  return Object.entries(scenario.signals).flatMap(([name, signal]) => {
    const path = ["signals", name];
    const probe = catalog.probes.get(signal.probe);
    if (probe === undefined)
      return [
        {
          code: "GD-S010",
          path: [...path, "probe"],
          message: `unknown probe ${quoted(signal.probe)}`,
          hint: nameHint(signal.probe, [...catalog.probes.keys()], "probes"),
        },
      ];
    return [
      ...probeTarget(signal, probe.target, path, scenario.stack, names),
      ...checkParams(probe.params, signal.with, [...path, "with"], scenario),
    ];
  });
}

function probeTarget(
  { probe, target }: Scenario["signals"][string],
  wants: "component" | "mysql" | "none",
  path: Path,
  stack: Scenario["stack"],
  names: Names,
): readonly Mistake[] {
  const fitting = names.components(wants === "mysql" ? "mysql" : undefined);
  if (wants === "none")
    return target === undefined
      ? []
      : [
          {
            code: "GD-S003",
            path: [...path, "target"],
            message: `the probe ${quoted(probe)} has no target`,
            hint: "omit target",
          },
        ];
  if (target === undefined)
    return [
      {
        code: "GD-S005",
        path,
        at: "key",
        message: `the probe ${quoted(probe)} needs a target`,
        hint: `components here: ${fitting.join(", ")}`,
      },
    ];
  const component = Object.hasOwn(stack, target) ? stack[target] : undefined;
  return component === undefined || fitting.includes(target)
    ? []
    : [
        {
          code: "GD-S003",
          path: [...path, "target"],
          message: `the probe ${quoted(probe)} reads MySQL, and ${target} is a ${component.kind}`,
          hint: nameHint(target, fitting, "MySQL components"),
        },
      ];
}

/**
 * Parameters are checked with sample values in place of what only a run knows; their size is then
 * no mistake.
 */
function checkParams(
  schema: Schema,
  parameters: Readonly<Record<string, unknown>>,
  path: Path,
  scenario: Scenario,
): readonly Mistake[] {
  let filled: unknown;
  try {
    filled = substitute(parameters, sampleValues(scenario));
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
  return explain(schema, filled, path)
    .filter(
      (mistake) =>
        !measured(valueAt(parameters, mistake.path.slice(path.length)), scenario) ||
        mistake.details?.is !== "size",
    )
    .map((mistake) => ({ ...mistake, code: "GD-S015" as const }));
}

const measured = (value: unknown, { calibrate }: Scenario): boolean =>
  [...namesUsed(value)].some((name) => Object.hasOwn(calibrate, name));
