import { predicatesOf, simple } from "../predicates.ts";
import type { SimplePredicate } from "../schema.ts";
import type { Path } from "../mistake.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

export const comparisons: Rule = {
  doc: "A condition compares its value, and SLIs in percent.",
  needsWhole: true,
  check: ({ scenario }) =>
    predicatesOf(scenario).flatMap(({ predicate, path }) =>
      [...simple(predicate, path)].flatMap((part) => judge(part.predicate, part.path)),
    ),
};

function judge(predicate: SimplePredicate, path: Path): readonly Finding[] {
  if ("component" in predicate || "slis" in predicate) return [];
  const { above, below, atLeast, atMost, is } = predicate;
  const bounds = { above, below, atLeast, atMost };
  if (is === undefined && Object.values(bounds).every((bound) => bound === undefined)) {
    return [
      error({
        code: "GD-S005",
        path,
        message: "the condition has no comparison",
        hint: "add one of above, below, atLeast, atMost, is",
      }),
    ];
  }
  if ("signal" in predicate) return [];
  return Object.entries(bounds).flatMap(([name, bound]) => {
    if (typeof bound !== "number") return [];
    if (bound < 0 || bound > 100)
      return [
        error({
          code: "GD-S003",
          path: [...path, name],
          message: `${name} is in percent, so within 0 and 100, not ${bound}`,
        }),
      ];
    return bound > 0 && bound <= 1
      ? [
          warning({
            code: "GD-S003",
            path: [...path, name],
            message: `${name} is in percent: ${bound} means ${bound} %`,
            hint: `did you mean ${bound * 100}?`,
          }),
        ]
      : [];
  });
}
