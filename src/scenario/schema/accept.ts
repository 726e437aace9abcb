/** What a command must have printed to answer a question: judged by its meaning, in any form. */
import { z } from "zod";
import { quantity, scalar, text } from "./basics.ts";

const comparison = {
  is: scalar.optional(),
  above: quantity.optional(),
  below: quantity.optional(),
  atLeast: quantity.optional(),
  atMost: quantity.optional(),
};
/** Names under which the same thing is printed; players read the first. */
const names = z.union([text, z.array(text).min(1)]);
/** Only these rows count; a command whose output does not show it must name it. */
const where = z.strictObject({ name: names, ...comparison });
const atLeastRows = (count: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(2).default(count);
/** Lines that hold the value in a form of their own. */
const lines = z.strictObject({ matching: text, of: text });

/**
 * One value holds at least `atLeast` of what was counted, in all at least `rows`: rows, lines, or
 * their counts.
 */
const share = z.strictObject({
  share: z.strictObject({
    of: names,
    is: scalar,
    atLeast: quantity.default(0.8),
    rows: atLeastRows(10),
    count: text.optional(),
    where: where.optional(),
    lines: lines.optional(),
  }),
});

/** What was counted is spread over `parts` with no part further than `within` from the average. */
const even = z.strictObject({
  even: z.strictObject({
    over: names,
    parts: z.number().int().min(2).optional(),
    within: quantity.default(0.15),
    rows: atLeastRows(10),
    count: text.optional(),
    where: where.optional(),
  }),
});

/** A figure or setting by its name, of what `of` names. */
const value = z.strictObject({
  value: z.strictObject({ name: names, of: scalar.optional(), ...comparison }),
});

/** How many there are of what the pattern `of` fits: counted, or listed. */
const count = z.strictObject({ count: z.strictObject({ of: text, ...comparison }) });

/** Lines of the output must fit this regular expression. */
const lineOf = z.strictObject({ text });

const simple = [share, even, value, count, lineOf] as const;
const rule = z.union(simple);

/** Forms of before: they say the same as share, value and text. */
const column = z.strictObject({
  column: text,
  equals: scalar,
  atLeast: quantity.default(0.5),
  count: text.optional(),
  lines: lines.optional(),
});
const number = z.strictObject({
  number: text.optional(),
  above: quantity.optional(),
  below: quantity.optional(),
});
const matches = z.strictObject({ matches: text });

export const accept = z.union([
  ...simple,
  z.strictObject({ any: z.array(rule).min(1) }),
  z.strictObject({ all: z.array(rule).min(1) }),
  column,
  number,
  matches,
]);
export type Accept = z.output<typeof accept>;
