/**
 * Faults that cannot have a visible effect, judged with the values that parameters have: by the
 * lint with their defaults, by the plan with those given.
 */
import type { Catalog } from "./catalog.ts";
import { defaultHold } from "./default-hold.ts";
import { explain } from "./explain.ts";
import { ExpressionError, type Values } from "./expression.ts";
import type { Mistake } from "./mistake.ts";
import type { Scenario } from "./schema.ts";
import { namesUsed, perSecond, substitute } from "./template.ts";

/**
 * What is against each fault, with its place in the file. Faults that a calibration decides are
 * left to what they do in the run.
 */
export function harmlessFaults(
  scenario: Scenario,
  catalog: Catalog,
  values: Values,
): readonly Mistake[] {
  return Object.keys(scenario.faults).flatMap((name) =>
    harmlessFault(scenario, name, catalog, values),
  );
}

function harmlessFault(
  scenario: Scenario,
  name: string,
  catalog: Catalog,
  values: Values,
): readonly Mistake[] {
  const planned = scenario.faults[name];
  const fault = planned === undefined ? undefined : catalog.faults.get(planned.fault);
  if (planned === undefined || fault === undefined || decidedByMachine(planned.with, scenario))
    return [];
  const path = ["faults", name, "with"];
  const parameters = filled(planned.with, values);
  const wrong = explain(fault.params, parameters, path);
  if (wrong.length > 0) return wrong.map((mistake) => ({ ...mistake, code: "GD-S015" as const }));
  const forMs =
    planned.for ??
    (scenario.kind === "Test" ? (scenario.mustHold ?? defaultHold).for : scenario.limit);
  const found = fault.harmless?.(fault.params.parse(parameters), {
    forMs,
    requests: mostRequests(scenario, forMs, values),
  });
  if (found === undefined) return [];
  const place = Object.hasOwn(planned.with, found.parameter)
    ? { path: [...path, found.parameter] }
    : { path: ["faults", name], at: "key" as const };
  return [
    {
      code: "GD-S025",
      ...place,
      message: `the fault "${name}" would have no effect: ${found.message}`,
      hint: found.hint,
    },
  ];
}

const decidedByMachine = (value: unknown, { calibrate }: Scenario): boolean =>
  [...namesUsed(value)].some((name) => Object.hasOwn(calibrate, name));

/**
 * The value with its expressions evaluated; those that cannot be are reported where expressions are
 * checked.
 */
function filled(value: unknown, values: Values): unknown {
  try {
    return substitute(value, values);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return value;
    throw thrown;
  }
}

/**
 * Requests of all flows, each step and each retry counted; undefined where a calibration, a script
 * or a surge of traffic decides it.
 */
function mostRequests(scenario: Scenario, forMs: number, values: Values): number | undefined {
  const { load, faults } = scenario;
  if (Object.values(faults).some(({ fault }) => fault === "load-surge")) return undefined;
  let all = 0;
  for (const flow of Object.values(load.flows)) {
    const journey = load.journeys[flow.journey];
    const rate = rateOf(flow.rate, scenario, values);
    const attempts = (flow.retry ?? journey?.retry)?.attempts ?? 0;
    if (
      journey === undefined ||
      journey.script !== undefined ||
      rate === undefined ||
      typeof attempts === "string"
    )
      return undefined;
    all += rate * journey.steps.length * (1 + attempts);
  }
  return (all * forMs) / 1_000;
}

/** Requests per second; undefined when a calibration decides it. */
export function rateOf(
  rate: number | string,
  scenario: Pick<Scenario, "calibrate">,
  values: Values,
): number | undefined {
  if ([...namesUsed(rate)].some((name) => Object.hasOwn(scenario.calibrate, name)))
    return undefined;
  try {
    const result = perSecond(rate, values);
    return Number.isFinite(result) ? result : undefined;
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return undefined;
    throw thrown;
  }
}
