import { isMap } from "../merge.ts";
import { warning, type Rule } from "./rule.ts";

/** What makes a question lead to another answer. */
const answering = ["accept", "canonical", "statement", "question"];

export const inheritedHints: Rule = {
  doc: "A variant that changes what a question leads to has hints of its own for it.",
  check: ({ scenario, changes }) =>
    Object.entries(scenario.evidence).flatMap(([name, { hints }]) => {
      const own = isMap(changes) && isMap(changes["evidence"]) ? changes["evidence"][name] : null;
      const leadsElsewhere = isMap(own) && answering.some((field) => field in own);
      if (!leadsElsewhere || hints.length === 0 || "hints" in own) return [];
      return [
        warning({
          path: ["evidence", name],
          at: "key",
          message: `the hints for "${name}" are those of the other variants, and this one leads elsewhere`,
          hint: "hints: lists this variant's own; hints: [] leaves them out",
        }),
      ];
    }),
};
