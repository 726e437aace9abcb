import { quoted } from "../mistake.ts";
import { namesUsed } from "../template.ts";
import { error, unusedHere, type Finding, type Rule } from "./rule.ts";

export const params: Rule = {
  doc: "A parameter's default is within its limits, its name is unique, and it is used.",
  check: ({ scenario, whole }) => {
    const { params: all, ...rest } = scenario;
    const used = namesUsed(rest);
    const findings = Object.entries(all).flatMap(
      ([name, { default: value, min, max, values }]): readonly Finding[] => {
        const path = ["params", name];
        const outside =
          typeof value === "number" &&
          ((min !== undefined && value < min) || (max !== undefined && value > max));
        return [
          ...(outside
            ? [
                error({
                  code: "GD-S003",
                  path: [...path, "default"],
                  message: `the default ${value} is outside its limits ${min ?? "…"} to ${max ?? "…"}`,
                }),
              ]
            : []),
          ...(values !== undefined && !values.includes(value)
            ? [
                error({
                  code: "GD-S003",
                  path: [...path, "default"],
                  message: `the default ${quoted(value)} is not one of its values`,
                }),
              ]
            : []),
          ...(Object.hasOwn(scenario.calibrate, name)
            ? [
                error({
                  code: "GD-S011",
                  path,
                  at: "key",
                  message: `${quoted(name)} is a parameter and a calibration`,
                  hint: "rename one of them",
                }),
              ]
            : []),
          ...(whole && !used.has(name)
            ? [
                unusedHere({
                  path,
                  at: "key",
                  message: `unused parameter ${quoted(name)}`,
                  hint: `\${${name}} inserts its value`,
                }),
              ]
            : []),
        ];
      },
    );
    const unmeasured = whole
      ? Object.keys(scenario.calibrate).filter((name) => !used.has(name))
      : [];
    return [
      ...findings,
      ...unmeasured.map((name) =>
        unusedHere({
          path: ["calibrate", name],
          at: "key",
          message: `unused calibration ${quoted(name)}`,
        }),
      ),
      ...swapped(scenario.calibrate),
    ];
  },
};

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
