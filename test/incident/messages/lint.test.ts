import { expect, test } from "vitest";
import { lint, type LintInput } from "../../../src/incident/messages/lint.ts";

const good: LintInput = {
  audience: "customer",
  text: "Some exports fail. We are looking into it. Next update in 20 minutes.",
  fields: { nextUpdateEx: 1_200_000 },
  before: 0,
  last: undefined,
  over: false,
};
const rules = (input: Partial<LintInput>): readonly string[] =>
  lint({ ...good, ...input }).map(({ rule }) => rule);

test("a good first message gets no suggestion", () => {
  expect(rules({})).toEqual([]);
});

test.each<[string, Partial<LintInput>, readonly string[]]>([
  ["a cause in the first message", { text: "Probably a bad deploy." }, ["guessed-cause"]],
  ["a cause later", { text: "It failed because of a deploy.", before: 2 }, []],
  ["an estimate", { text: "It will be back within 20 minutes." }, ["estimate"]],
  ["an ETA", { text: "ETA 15:00." }, ["estimate"]],
  ["the time of the next message", { text: "Next update in 20 min." }, []],
  ["a host in a public text", { text: "api-2 does not respond." }, ["internal-name"]],
  ["an address in a public text", { text: "10.0.3.7 is gone." }, ["internal-name"]],
  ["a component in a public text", { text: "MySQL is slow." }, ["internal-name"]],
  ["a host inside", { text: "api-2 does not respond.", audience: "internal" }, []],
  ["no one in particular", { text: "Can someone look?", audience: "internal" }, ["no-owner"]],
  ["no next message", { text: "Exports fail.", fields: {} }, ["no-next-update"]],
  ["the next message in words", { text: "Exports fail. Next update soon.", fields: {} }, []],
  ["an outage of a part", { text: "Partial outage of exports." }, ["outage"]],
  ["an outage", { text: "A full outage of exports." }, []],
  ["a repeat", { last: `DRILL · ${good.text}`, before: 2 }, ["nothing-new"]],
  ["an empty one", { text: "Still investigating.", before: 2 }, ["nothing-new"]],
  ["no scope in the second", { before: 1, last: "other" }, ["no-scope"]],
  ["a scope", { before: 1, fields: { ...good.fields, impact: "exports" } }, []],
  ["an end without data loss", { text: "All works again.", over: true }, ["no-data-loss"]],
  ["an end", { text: "All works again.", over: true, fields: { dataLoss: "none" } }, []],
])("%s", (_, input, expected) => {
  expect(rules(input)).toEqual(expected);
});
