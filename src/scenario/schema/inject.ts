/** What the exercise brings in from outside: messages, calls, surprises. */
import { z } from "zod";
import { duration, inVariants, name, text } from "./basics.ts";

/** What an event must be like. */
const pattern = {
  audience: text.optional(),
  role: name.optional(),
  severity: z.union([z.int().min(0), z.enum(["raised", "lowered"])]).optional(),
  state: name.optional(),
  /** One of these words is in its text. */
  says: z.array(text).min(1).optional(),
};

/** What players do that can be waited for or expected. */
export const injectEvents = [
  "inject.answered",
  "message.posted",
  "page.sent",
  "page.acked",
  "incident.declared",
  "incident.severity",
  "incident.state",
  "incident.assigned",
  "evidence.proved",
  "note.added",
] as const;
const event = z.enum(injectEvents);

export const inject = z.strictObject({
  kind: z.enum(["alert", "message", "phone-call", "document", "fault", "person-away"]),
  from: z.enum(["customer", "executive", "provider-support", "journalist", "colleague"]).optional(),
  /** What they are called: "Jo of Bluebird". */
  name: text.optional(),
  /** The roles that it is for (default: everyone). An alert pages them. */
  to: z.array(name).default([]),
  /** Only those that it is for see it. */
  private: z.boolean().default(false),
  title: text.optional(),
  text: text.optional(),
  /** For `fault`: an entry of `faults`, which then happens with the inject. */
  fault: name.optional(),
  /** For `person-away`: a role or a person's name. */
  person: text.optional(),
  /** The start, the fault, another inject, or the first event like this; and how long after it. */
  at: z
    .strictObject({
      after: z.union([text, z.strictObject({ event, ...pattern })]).default("fault"),
      in: duration.prefault("0s"),
    })
    .optional(),
  /** It comes only when this has not happened by then. */
  when: z
    .strictObject({
      no: event,
      by: duration,
      after: z.union([text, z.strictObject({ event, ...pattern })]).default("fault"),
      ...pattern,
    })
    .optional(),
  /** For the facilitator: the right answer, and what else to know. */
  answer: text.optional(),
  note: text.optional(),
  expect: z
    .array(
      z.strictObject({
        event,
        /** It must not happen. */
        never: z.boolean().default(false),
        within: duration,
        weight: z.number().positive().default(1),
        ...pattern,
      }),
    )
    .default([]),
  ...inVariants,
});
