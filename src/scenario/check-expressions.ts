import { evaluate, ExpressionError, namesOf, type Value, type Values } from "./expression.ts";
import { explain } from "./explain.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { anything, type Names } from "./names.ts";
import { parseExpression } from "./parse-expression.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";
import { valueAt } from "./schema-walk.ts";
import { holes, perSecond, substitute, texts, type Hole } from "./template.ts";

/**
 * A value for every name: parameters at their defaults, calibrations in the middle of what they may
 * measure.
 */
export function sampleValues({
  params,
  calibrate,
}: Pick<Scenario, "params" | "calibrate">): Record<string, Value> {
  return {
    ...Object.fromEntries(
      Object.entries(params).map(([name, { default: value }]) => [name, value]),
    ),
    ...Object.fromEntries(
      Object.entries(calibrate).map(([name, { min, max }]) => [name, Math.sqrt(min * max)]),
    ),
  };
}

/**
 * Checks every `${…}` of a file: that it can be read, knows its names, and gives a value that fits
 * its place.
 */
export function checkExpressions(
  raw: unknown,
  scenario: Scenario,
  names: Names,
  whole: boolean,
): readonly Mistake[] {
  const values = sampleValues(scenario);
  const sets = [names.keys("params"), names.keys("calibrate")];
  const given = sets.includes(anything) ? anything : sets.flat();
  const found: Mistake[] = [];
  for (const { path, text } of texts(raw)) {
    for (const hole of holes(text)) {
      const mistake =
        path[0] === "params"
          ? standsAlone(path, hole)
          : checkHole(path, text, hole, { values, given });
      if (mistake !== undefined) found.push(mistake);
    }
  }
  return found.length > 0 || !whole ? found : checkFilled(raw, values);
}

const standsAlone = (path: Path, { from, to }: Hole): Mistake => ({
  code: "GD-S012",
  path,
  part: { from, length: to - from },
  message: "a parameter cannot depend on others",
  hint: "give a plain value; expressions may use it elsewhere",
});

function checkHole(
  path: Path,
  text: string,
  { expression, from, to }: Hole,
  { values, given }: { values: Values; given: readonly string[] },
): Mistake | undefined {
  if (to > text.length)
    return {
      code: "GD-S012",
      path,
      part: { from, length: text.length - from },
      message: 'the expression is not closed: "}" is missing',
    };
  const part = (column: number, length: number): { from: number; length: number } => ({
    from: from + 1 + column,
    length,
  });
  try {
    const parsed = parseExpression(expression);
    const used = namesOf(parsed);
    const stranger =
      given === anything ? undefined : used.find(({ name }) => !given.includes(name));
    if (stranger !== undefined)
      return {
        code: "GD-S010",
        path,
        part: part(stranger.column, stranger.name.length),
        message: `unknown name ${quoted(stranger.name)}`,
        hint: nameHint(stranger.name, given, "parameters and calibrations"),
      };
    // A name whose own definition is wrong has no value; that mistake is reported at the
    // definition.
    if (used.every(({ name }) => Object.hasOwn(values, name))) evaluate(parsed, values);
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return {
      code: "GD-S012",
      path,
      part: part(error.column, error.length),
      message: error.message,
    };
  }
}

/**
 * The file with sample values in place must still fit the schema: text in the place of a number is
 * found here.
 */
function checkFilled(raw: unknown, values: Values): readonly Mistake[] {
  const filled = fillRates(substitute(raw, values), raw, values);
  return explain(scenarioSchema, filled).flatMap((mistake) => {
    const text = valueAt(raw, mistake.path);
    if (typeof text !== "string" || holes(text).length === 0) return [];
    return [
      {
        ...mistake,
        code: "GD-S012" as const,
        message: `${mistake.message}: ${quoted(text)} gives ${quoted(valueAt(filled, mistake.path))}`,
      },
    ];
  });
}

/** Rates are evaluated as numbers, not as text: 1e-7 is a number and no rate's text. */
function fillRates(filled: unknown, raw: unknown, values: Values): unknown {
  const flows = valueAt(filled, ["load", "flows"]);
  for (const name of Object.keys(flows ?? {})) {
    const rate = valueAt(raw, ["load", "flows", name, "rate"]);
    const flow = valueAt(flows, [name]);
    if (typeof flow === "object" && flow !== null && typeof rate === "string")
      Object.assign(flow, { rate: perSecond(rate, values) });
  }
  return filled;
}
