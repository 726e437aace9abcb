import { error, type Rule } from "./rule.ts";

export const gates: Rule = {
  doc: "A Drill says by mustBreak what it breaks; a Test has no mustBreak.",
  needsWhole: true,
  check: ({ scenario: { kind, mustBreak } }) => {
    if (kind === "Drill" && mustBreak === undefined) {
      return [
        error({
          code: "GD-S023",
          path: ["kind"],
          message: "a Drill needs mustBreak: the symptom that proves that the fault hurts",
          hint: "mustBreak: { within: 30s, expect: { sli: NAME, below: 80, over: 5s } }\nor make it kind: Test, where the system must hold by itself",
        }),
      ];
    }
    if (kind === "Test" && mustBreak !== undefined) {
      return [
        error({
          code: "GD-S023",
          path: ["mustBreak"],
          at: "key",
          message: "a Test has no mustBreak: it passes when the users notice nothing",
          hint: "leave it out, or make it kind: Drill",
        }),
      ];
    }
    return [];
  },
};
