import { sampleValues } from "../check-expressions.ts";
import { harmlessFaults } from "../harmless.ts";
import { error, type Rule } from "./rule.ts";

export const harmless: Rule = {
  doc: "A fault can be felt: it lasts long enough, and its share of the connections is one that users meet.",
  needsWhole: true,
  check: ({ scenario, catalog }) =>
    harmlessFaults(scenario, catalog, sampleValues(scenario)).map(error),
};
