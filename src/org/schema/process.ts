/** Who may do what, and when the process speaks up. */
import { z } from "zod";
import type { Practice } from "../../event/loop.ts";
import { duration, name, text } from "../../scenario/schema/basics.ts";
import { incidentVerbs, type IncidentVerb } from "../../verb/index.ts";
import { duties } from "../profile.ts";

export const role = z.strictObject({
  title: text,
  duties: z.array(z.enum(duties)).default([]),
});

const who = z.union([z.literal("anyone"), z.array(name)]);

export const rights = z.strictObject({
  /** `warn` lets it happen and records it; `block` refuses. */
  mode: z.enum(["off", "warn", "block"]),
  /** By verb; one that is missing keeps its usual rights. */
  who: z.partialRecord(z.enum(incidentVerbs as [IncidentVerb, ...IncidentVerb[]]), who).default({}),
  /** Who may use SQL and HTTP on the system. */
  tools: who,
});

/** The roles in which the people on call and the bots of a drill come. */
export const onCall = z.strictObject({ responder: name, commander: name });

const step = z.strictObject({ id: name, text });

export const typeRules = z.strictObject({
  label: text,
  description: text,
  codeNameOnly: z.boolean().default(false),
  needToKnow: z.boolean().default(false),
  /** The step before which nothing is posted in public. */
  noPublicBefore: name.optional(),
  steps: z.array(step).default([]),
});

export const types = z.strictObject({
  "availability-drop": typeRules,
  "broken-feature": typeRules,
  "data-loss": typeRules,
  "security-risk": typeRules,
});

export const timers = z.strictObject({
  /** A page without an answer goes to the next in the chain after this. */
  acknowledge: duration,
  /** The first message to users is due this long after declaring. */
  firstUpdate: duration,
  /** Shares of the time to mitigate at which the rest is called out. */
  targetMarks: z.array(z.number().gt(0).lt(1)).max(10),
  callOutEvery: duration,
  callOutTimes: z.int().min(0).max(20),
  noLeadEvery: duration,
  noLeadTimes: z.int().min(0).max(20),
  noRoles: duration,
  /** The box of a task that is given none. */
  task: duration,
  /** How long a poll waits for strong objections. */
  poll: duration,
  /** For so long a decision covers changes to the system. */
  decided: duration,
  /** Changes of two people within this time are flagged. */
  crossed: duration,
  /** So long after the declaration the severity is settled. */
  severity: duration,
  /** After so many boxes of one task have run out, someone who knows more should be paged. */
  missedBoxes: z.int().min(1).max(20),
  /** How much later an inject comes that the facilitator delays. */
  injectDelay: duration,
});

const practiceMode = z.enum(["off", "warn", "block"]);

export const practices = z.strictObject({
  /** No rule is applied while fewer people than this take part. */
  fromPeople: z.int().min(1),
  rules: z.strictObject({
    "undecided-change": practiceMode,
    "crossed-changes": practiceMode,
    "unboxed-task": practiceMode,
    "unowned-task": practiceMode,
    "expired-box": practiceMode,
    "skipped-poll": practiceMode,
    "severity-debate": practiceMode,
    "step-order": practiceMode,
  } satisfies Record<Practice, typeof practiceMode>),
});

const points = z.number().min(0).max(100);

export const scoring = z.strictObject({
  contained: points,
  evidence: points,
  process: points,
  hint: points,
  wrongTurn: points,
  premature: points,
});
