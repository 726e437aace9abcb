/**
 * The plan with the values of this machine in place: everything that was an expression is a number
 * or a text.
 */
import { GamedayError } from "../kernel/error.ts";
import { ExpressionError } from "../scenario/expression.ts";
import { perSecond, substitute } from "../scenario/template.ts";
import type {
  Component,
  Evaluated,
  Plan,
  PlannedComponent,
  PlannedFault,
  ResolvedScenario,
  Value,
} from "./plan.ts";

type Values = Readonly<Record<string, Value>>;

export interface ResolvedComponent extends PlannedComponent {
  /** The component with its expressions evaluated: config, variables, seed, accounts. */
  readonly spec: Evaluated<Component>;
}

export interface ResolvedFlow {
  readonly id: string;
  readonly journey: string;
  readonly cohort: string;
  readonly perSecond: number;
}

export interface Resolved {
  /** Parameters and calibration results. */
  readonly values: Values;
  readonly components: readonly ResolvedComponent[];
  readonly flows: readonly ResolvedFlow[];
  readonly faults: readonly PlannedFault[];
  readonly scenario: ResolvedScenario;
}

/** Resolves everything together, from the results of all calibrations. */
export function resolvePlan(plan: Plan, calibrations: Readonly<Record<string, number>>): Resolved {
  const values = { ...plan.params, ...calibrations };
  const scenario = resolveScenario(plan, values);
  return {
    values,
    components: plan.bringUp.flatMap((step) =>
      "start" in step
        ? [{ ...step.start, spec: resolveComponent(plan, step.start.component, values) }]
        : [],
    ),
    flows: Object.entries(scenario.load.flows).map(([id, { journey, cohort, rate }]) => ({
      id,
      journey,
      cohort,
      perSecond: Number(rate),
    })),
    faults: plan.faults.map((fault) => ({
      ...fault,
      with: scenario.faults[fault.id]?.with ?? fault.with,
    })),
    scenario,
  };
}

/**
 * The scenario with every expression evaluated; flow rates are requests per second. Parameters' own
 * definitions stay.
 */
export function resolveScenario(plan: Plan, values: Values): ResolvedScenario {
  const { params, load, ...rest } = plan.scenario;
  const all = { ...plan.params, ...values };
  const flows = Object.fromEntries(
    Object.entries(load.flows).map(([id, { rate, ...flow }]) => [
      id,
      { ...filled(`the flow "${id}"`, flow, all), rate: ratePerSecond(id, rate, all) },
    ]),
  );
  const { journeys, cohorts } = filled(
    "the load",
    { journeys: load.journeys, cohorts: load.cohorts },
    all,
  );
  return { ...filled("the scenario", rest, all), params, load: { cohorts, journeys, flows } };
}

/** A component with its expressions evaluated; needs only the values that it mentions. */
export function resolveComponent(
  plan: Plan,
  component: string,
  values: Values,
): Evaluated<Component> {
  const found = plan.scenario.stack[component];
  if (found === undefined) throw new Error(`resolve: the plan has no component "${component}"`);
  return filled(`the component "${component}"`, found, { ...plan.params, ...values });
}

/** A calibration with its expressions evaluated. */
export function resolveCalibration(
  plan: Plan,
  name: string,
  values: Values,
): ResolvedScenario["calibrate"][string] {
  const found = plan.scenario.calibrate[name];
  if (found === undefined) throw new Error(`resolve: the plan has no calibration "${name}"`);
  return filled(`the calibration "${name}"`, found, { ...plan.params, ...values });
}

function filled<T>(what: string, value: T, values: Values): Evaluated<T> {
  return told(what, () => substitute(value, values) as Evaluated<T>);
}

function ratePerSecond(flow: string, rate: number | string, values: Values): number {
  const result = told(`the rate of "${flow}"`, () => perSecond(rate, values));
  if (!Number.isFinite(result) || result < 0)
    throw new GamedayError(
      "GD-S012",
      `the rate of "${flow}" is ${result} per second on this machine`,
      { hint: `look at ${String(rate)}` },
    );
  return result;
}

/** An expression that only fails on this machine's values is still the scenario's mistake. */
function told<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new GamedayError("GD-S012", `${what}: ${error.message}`, { cause: error });
    throw error;
  }
}
