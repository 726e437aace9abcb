import { sampleValues } from "../check-expressions.ts";
import { harmlessFaults } from "../harmless.ts";
import { error, type Rule } from "./rule.ts";

export const harmless: Rule = {
  doc: "A fault has a noticeable effect: it lasts long enough, and its share of connections affects users.",
  needsWhole: true,
  check: ({ scenario, catalog }) =>
    harmlessFaults(scenario, catalog, sampleValues(scenario)).map(error),
};
