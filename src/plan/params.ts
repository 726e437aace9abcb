import { GamedayError } from "../kernel/error.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Scenario, Value } from "./plan.ts";

type Param = Scenario["params"][string];

/**
 * The value of every parameter: as given (text from a command line is read as the default's type),
 * or the default.
 */
export function chooseParams(
  params: Scenario["params"],
  given: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const known = Object.keys(params);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known);
    const list =
      known.length === 0 ? "this scenario has no parameters" : `parameters: ${known.join(", ")}`;
    throw new GamedayError("GD-S010", `unknown parameter "${name}"`, {
      hint: near === undefined ? list : `did you mean "${near}"?\n${list}`,
    });
  }
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => [
      name,
      Object.hasOwn(given, name)
        ? choose(name, param, given[name] ?? param.default)
        : param.default,
    ]),
  );
}

function choose(name: string, param: Param, given: Value): Value {
  const value = asTypeOf(param.default, given);
  if (value === undefined)
    throw wrong(name, `must be ${typeWords(param.default)}, not "${String(given)}"`);
  const against = objection(param, value);
  if (against !== undefined) throw wrong(name, against);
  return value;
}

function typeWords(value: Value): string {
  if (typeof value === "number") return "a number";
  return typeof value === "boolean" ? "true or false" : "text";
}

const wrong = (name: string, message: string): GamedayError =>
  new GamedayError("GD-S003", `the parameter "${name}" ${message}`, {
    hint: "gameday scenario show lists the parameters of a scenario",
  });

/** What a parameter's limits have against a value; undefined when nothing. */
function objection({ min, max, values }: Param, value: Value): string | undefined {
  if (values !== undefined && !values.includes(value))
    return `must be one of ${values.join(", ")}, not ${String(value)}`;
  if (typeof value === "string" && value.includes("${"))
    return "stands for itself; expressions may use it, but it cannot be one";
  if (typeof value !== "number") return undefined;
  if (min !== undefined && value < min) return `must be at least ${min}, not ${value}`;
  return max !== undefined && value > max ? `must be at most ${max}, not ${value}` : undefined;
}

const truths = new Map([
  ["true", true],
  ["false", false],
]);

function asTypeOf(like: Value, given: Value): Value | undefined {
  if (typeof given === typeof like)
    return typeof given === "number" && !Number.isFinite(given) ? undefined : given;
  if (typeof like === "string") return String(given);
  if (typeof given !== "string") return undefined;
  if (typeof like === "boolean") return truths.get(given);
  const number = given.trim() === "" ? Number.NaN : Number(given);
  return Number.isFinite(number) ? number : undefined;
}
