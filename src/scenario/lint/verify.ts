import { sampleValues } from "../check-expressions.ts";
import { onlySlis } from "../predicates.ts";
import { certain, excluded, knownFrom } from "./known.ts";
import { error, type Rule } from "./rule.ts";

export const verify: Rule = {
  doc: "The condition that verifies a mitigation is not true in the broken system anyway, nor impossible in a healthy one.",
  needsWhole: true,
  check: ({ scenario }) => {
    const { mustBreak, baseline, mitigations } = scenario;
    const values = sampleValues(scenario);
    const healthy = knownFrom(baseline.expect, scenario, values);
    const broken =
      mustBreak === undefined ? undefined : knownFrom(mustBreak.expect, scenario, values);
    return Object.entries(mitigations).flatMap(([name, { kind, verify: expect }]) => {
      if (expect === undefined || (kind !== "correct" && kind !== "partial")) return [];
      const path = ["mitigations", name, "verify"];
      if (broken !== undefined && certain(expect, broken, values))
        return [
          error({
            code: "GD-S023",
            path,
            at: "key",
            message: `"${name}" is verified by the condition in mustBreak, which is true in the broken system anyway`,
            hint: "use a condition that only the mitigation makes true, and { slis: objective }",
          }),
        ];
      // Signals may stand elsewhere after a mitigation than they did before; users' success may
      // not.
      if (kind === "correct" && onlySlis(expect) && excluded(expect, healthy, values))
        return [
          error({
            code: "GD-S023",
            path,
            at: "key",
            message: `"${name}" cannot be verified once service is restored: the baseline rules it out`,
            hint: "a correct mitigation should end with { slis: objective, for: 5s }",
          }),
        ];
      return [];
    });
  },
};
