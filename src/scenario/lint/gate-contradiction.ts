import { sampleValues } from "../check-expressions.ts";
import { onlySlis } from "../predicates.ts";
import { excluded, knownFrom } from "./known.ts";
import { error, warning, type Rule } from "./rule.ts";

export const gateContradiction: Rule = {
  doc: "mustBreak is not already true while the baseline holds.",
  needsWhole: true,
  check: ({ scenario }) => {
    const { mustBreak, baseline } = scenario;
    if (mustBreak === undefined) return [];
    const values = sampleValues(scenario);
    if (excluded(mustBreak.expect, knownFrom(baseline.expect, scenario, values), values)) return [];
    const path = ["mustBreak", "expect"];
    if (onlySlis(mustBreak.expect))
      return [
        error({
          code: "GD-S023",
          path,
          at: "key",
          message: "mustBreak can be true in a healthy system: the baseline allows it",
          hint: "use a value below the objective, such as { sli: NAME, below: 80, over: 5s }",
        }),
      ];
    return [
      warning({
        code: "GD-S023",
        path,
        at: "key",
        message:
          "nothing in the baseline rules mustBreak out, so it may be true before the first fault",
        hint: "require the opposite in baseline.expect, or an SLI below its objective in mustBreak",
      }),
    ];
  },
};
