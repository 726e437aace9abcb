/** What people find out, what they do about it, and what would have prevented it. */
import { z } from "zod";
import { accept } from "./accept.ts";
import { duration, inVariants, name, path, scalar, text } from "./basics.ts";
import { predicate } from "./predicate.ts";

/** Something a player does with a tool that a person has. */
const action = z.union([
  z.strictObject({ sql: text, on: name, as: name }),
  z.strictObject({
    http: z.strictObject({
      method: z.enum(["GET", "POST", "PUT", "DELETE"]).default("POST"),
      to: name,
      path,
      json: z.json().optional(),
      form: z.record(z.string(), scalar).optional(),
    }),
  }),
  z.strictObject({
    killLoop: z.strictObject({
      on: name,
      as: name,
      every: duration,
      where: text,
      scope: z.enum(["query", "connection"]).default("query"),
    }),
  }),
  z.strictObject({ log: z.strictObject({ of: name, matches: text }) }),
]);
export type Action = z.output<typeof action>;

export const evidence = z.strictObject({
  question: text,
  /** Shown only after proof. */
  statement: text,
  weight: z.number().positive().default(1),
  accept,
  /** What a refusal says was expected (default: by the form of `accept`). */
  expects: text.optional(),
  /** True of a healthy system too: it belongs to the picture, never to the root cause. */
  background: z.boolean().default(false),
  /** Once one of these works, a look at the system cannot answer it any more. */
  until: z.array(name).default([]),
  /** What monitoring saw while it still could be answered; it answers in its place. */
  recorded: predicate.optional(),
  /** How the scripted player proves it, and what the report offers as one way. */
  canonical: action,
  hints: z.array(text).default([]),
  ...inVariants,
});

export const mitigation = z.strictObject({
  kind: z.enum(["correct", "partial", "wrong", "harmful"]),
  title: text,
  /** What it costs, for wrong and harmful ones; shown in the report. */
  cost: text.optional(),
  action: action.optional(),
  /** Correct and partial: the condition that shows that it works. */
  verify: predicate.optional(),
  /** Wrong and harmful: the condition that shows that it was done. */
  detect: predicate.optional(),
  /** What the simulated stack does when the action is taken; real stacks ignore it. */
  sim: z
    .strictObject({
      admits: z.record(name, z.number()).optional(),
      relieves: z.number().optional(),
      restarts: name.optional(),
    })
    .optional(),
  ...inVariants,
});
export type Mitigation = z.output<typeof mitigation>;

export const corrective = z.strictObject({
  text,
  kind: z.enum(["detect", "mitigate", "prevent", "process"]).default("prevent"),
  /** The same fault with the fix in place, run as a Test. */
  rerun: z
    .strictObject({
      set: z.record(z.string(), z.json()).default({}),
      first: z.array(name).default([]),
      note: text.optional(),
    })
    .optional(),
  ...inVariants,
});
export type Corrective = z.output<typeof corrective>;

/** Why it happened; shown once it is over. */
export const rootCause = z.strictObject({
  category: text,
  trigger: text,
  cause: text,
  contributing: z.array(text).default([]),
  evidence: z.array(name).default([]),
});
