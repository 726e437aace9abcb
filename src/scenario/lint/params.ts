import { quoted } from "../mistake.ts";
import type { Scenario } from "../schema.ts";
import { namesUsed } from "../template.ts";
import { error, unusedHere, type Finding, type Rule } from "./rule.ts";

export const params: Rule = {
  doc: "A parameter's default is within its limits, its name is unique, and it is used.",
  check: ({ scenario, whole }) => {
    const { params: all, ...rest } = scenario;
    const used = namesUsed(rest);
    return [
      ...Object.entries(all).flatMap(([name, param]) => [
        ...outside(name, param),
        ...twice(name, scenario),
        ...(whole && !used.has(name) ? [unusedParameter(name)] : []),
      ]),
      ...(whole ? unmeasured(scenario, used) : []),
      ...swapped(scenario.calibrate),
    ];
  },
};

/** A default that a run could not be given. */
function outside(
  name: string,
  { default: value, min, max, values }: Scenario["params"][string],
): readonly Finding[] {
  const wrong = (message: string): Finding =>
    error({ code: "GD-S003", path: ["params", name, "default"], message });
  const beyond =
    typeof value === "number" &&
    ((min !== undefined && value < min) || (max !== undefined && value > max));
  return [
    ...(beyond
      ? [wrong(`the default ${value} is outside its limits ${min ?? "…"} to ${max ?? "…"}`)]
      : []),
    ...(values !== undefined && !values.includes(value)
      ? [wrong(`the default ${quoted(value)} is not one of its values`)]
      : []),
  ];
}

function twice(name: string, { calibrate }: Scenario): readonly Finding[] {
  if (!Object.hasOwn(calibrate, name)) return [];
  return [
    error({
      code: "GD-S011",
      path: ["params", name],
      at: "key",
      message: `${quoted(name)} is a parameter and a calibration`,
      hint: "rename one of them",
    }),
  ];
}

function unusedParameter(name: string): Finding {
  return unusedHere({
    path: ["params", name],
    at: "key",
    message: `unused parameter ${quoted(name)}`,
    hint: `\${${name}} inserts its value`,
  });
}

/** Calibrations whose result nothing uses. */
function unmeasured({ calibrate }: Scenario, used: ReadonlySet<string>): readonly Finding[] {
  return Object.keys(calibrate)
    .filter((name) => !used.has(name))
    .map((name) =>
      unusedHere({
        path: ["calibrate", name],
        at: "key",
        message: `unused calibration ${quoted(name)}`,
      }),
    );
}

function swapped(
  calibrate: Readonly<Record<string, { min: number; max: number }>>,
): readonly Finding[] {
  return Object.entries(calibrate)
    .filter(([, { min, max }]) => min > max)
    .map(([name, { min, max }]) =>
      error({
        code: "GD-S003",
        path: ["calibrate", name, "min"],
        message: `min ${min} is above max ${max}`,
      }),
    );
}
