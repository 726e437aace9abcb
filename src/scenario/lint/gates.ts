import { error, type Rule } from "./rule.ts";

export const gates: Rule = {
  doc: "A Drill has a mustBreak; a Test has none.",
  needsWhole: true,
  check: ({ scenario: { kind, mustBreak } }) => {
    if (kind === "Drill" && mustBreak === undefined) {
      return [
        error({
          code: "GD-S023",
          path: ["kind"],
          message: "a Drill needs mustBreak: the symptom that proves the impact",
          hint: "mustBreak: { within: 30s, expect: { sli: NAME, below: 80, over: 5s } }\nor make it kind: Test, where the system must hold on its own",
        }),
      ];
    }
    if (kind === "Test" && mustBreak !== undefined) {
      return [
        error({
          code: "GD-S023",
          path: ["mustBreak"],
          at: "key",
          message: "a Test has no mustBreak: it passes if users notice nothing",
          hint: "omit it, or make it kind: Drill",
        }),
      ];
    }
    return [];
  },
};
