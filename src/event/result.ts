/**
 * The last line that `--json` prints: what a drill came to, or why it did not begin. Never changes
 * within a `v`.
 */
import { z } from "zod";

const ms = z.number().nullable().meta({ description: "Milliseconds; null when it did not happen" });

export const resultLine = z
  .strictObject({
    type: z.literal("result"),
    v: z.literal(1),
    drill: z.string().meta({ description: "The drill's id, 2026-11-21-hot-mysql-7f3a" }),
    scenario: z.string(),
    variant: z
      .string()
      .optional()
      .meta({ description: "Which of the scenario's variants; absent when it has none" }),
    seed: z.string(),
    timeScale: z
      .number()
      .positive()
      .meta({ description: "What process durations were divided by" }),
    verdict: z.enum(["pass", "fail", "unknown"]),
    reason: z.string().meta({ description: "One sentence" }),
    exitCode: z.int().min(0).max(255).meta({
      description: "0 pass, 1 fail, 2 unknown, 75 healing failed, 129, 130 or 143 interrupted",
    }),
    runFolder: z.string().meta({ description: "Where the journal and the reports are" }),
    durations: z
      .record(z.string(), ms)
      .meta({ description: "By name, from the fault where not said otherwise" }),
    impact: z
      .record(z.string(), z.number())
      .meta({ description: "Percent-minutes lost, by service" }),
    bots: z
      .array(z.string())
      .optional()
      .meta({ description: "The roles that were played by bots; absent when none was" }),
    residue: z
      .array(z.strictObject({ what: z.string(), detail: z.string() }))
      .meta({ description: "What could not be removed; empty after a clean end" }),
  })
  .meta({ id: "Result", description: "What a drill came to" });

const what = {
  code: z.string().regex(/^GD-[A-Z]\d{3}$/),
  message: z.string(),
  hint: z.string().nullable(),
};
const place = z
  .strictObject({
    file: z.string(),
    line: z.int().min(1),
    column: z.int().min(1),
    source: z.string().optional(),
    length: z.int().min(1).optional(),
  })
  .meta({ description: "Lines and columns count from 1" });

export const errorLine = z
  .strictObject({
    type: z.literal("error"),
    v: z.literal(1),
    ...what,
    place: place.optional(),
    errors: z
      .array(z.strictObject({ ...what, place: place.nullable() }))
      .optional()
      .meta({ description: "All mistakes of a scenario, when there are several" }),
  })
  .meta({ id: "Error", description: "Why a drill did not begin" });

export type ResultLine = z.output<typeof resultLine>;

/** The JSON Schema (draft 2020-12) of that line. */
export function resultJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(z.union([resultLine, errorLine]), {
    target: "draft-2020-12",
  });
  return {
    $schema,
    $id: "gameday/v1/result.schema.json",
    title: "The last line of gameday run --json",
    ...schema,
  };
}
