/**
 * What is written down about a drill after its end, line by line, in a file beside the runs: the
 * journal itself never changes any more. The envelope is the journal's, less the times of the
 * exercise, which is over.
 */
import { z } from "zod";
import type { Actor } from "../event/actor.ts";
import { transitions, type IncidentStep } from "../incident/transition.ts";

export const actionTypes = ["detect", "mitigate", "prevent", "process"] as const;
export const priorities = ["must", "should", "could"] as const;
export const reviewStatuses = ["draft", "in-review", "completed"] as const;

export type ActionType = (typeof actionTypes)[number];
export type Priority = (typeof priorities)[number];
export type ReviewStatus = (typeof reviewStatuses)[number];

const text = z.string().min(1);
/** `2026-12-04`, UTC. */
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
/** ISO 8601, UTC. */
const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const details = {
  text: text.exactOptional(),
  type: z.enum(actionTypes).exactOptional(),
  priority: z.enum(priorities).exactOptional(),
  owner: text.exactOptional(),
  due: day.exactOptional(),
  link: text.exactOptional(),
};

/** Which drill it was: enough to list its actions once its run folder is gone. */
const about = z.object({
  drill: text,
  kind: z.enum(["Drill", "Test"]),
  scenario: text,
  variant: z.string().nullable(),
  title: z.string(),
  /** The command that runs it again. */
  run: z.string(),
  /** What kind of root cause its scenario names. */
  category: z.string().nullable(),
  /** "SEV 1 Fast Frog"; null when nothing was declared. */
  incident: z.string().nullable(),
  /** Where the people's side was when the drill ended. */
  leftIn: z.enum(Object.keys(transitions) as readonly IncidentStep[]),
  ended: z.string(),
  /** When its review is due by the organisation's rule for the severity; null without a rule. */
  reviewDue: day.nullable(),
});
export type About = z.output<typeof about>;

const shapes = {
  "log.begun": about,
  "review.set": z.object({
    owner: text.exactOptional(),
    due: day.exactOptional(),
    meeting: moment.exactOptional(),
    status: z.enum(reviewStatuses).exactOptional(),
  }),
  "incident.state": z.object({ state: z.enum(["reviewing", "verified", "closed"]) }),
  "action.added": z.object({
    ...details,
    id: text,
    text,
    type: z.enum(actionTypes),
    priority: z.enum(priorities),
    /** The scenario's corrective action that it is. */
    corrective: text.exactOptional(),
    /** The scenario can run the same fault again with it in place. */
    canRerun: z.boolean(),
  }),
  "action.set": z.object({ ...details, id: text }),
  "action.done": z.object({ id: text, text: text.exactOptional() }),
  "action.waived": z.object({ id: text, why: text }),
  "action.reopened": z.object({ id: text, why: text }),
  "action.reran": z.object({
    id: text,
    drill: text,
    verdict: z.enum(["pass", "fail", "unknown"]),
    reason: z.string(),
  }),
} as const;

export type ReviewEventData = { [T in keyof typeof shapes]: z.output<(typeof shapes)[T]> };
export type ReviewEventType = keyof ReviewEventData;

type Change = {
  [T in ReviewEventType]: { readonly type: T; readonly data: ReviewEventData[T] };
}[ReviewEventType];

/** An event before the file stamps it; by the person who types, where no one else is named. */
export type ReviewInput = Change & { readonly by?: Actor };

export type ReviewEvent = Change & {
  readonly v: 1;
  /** Dense, from 0. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly wall: string;
  readonly by: Actor;
  /** Hash of the line before, hex; 64 zeros for the first. */
  readonly prev: string;
};

const envelope = z.object({
  v: z.literal(1),
  seq: z.int().min(0),
  wall: moment,
  by: z.object({
    id: z.string(),
    kind: z.enum(["engine", "monitor", "bot", "person"]),
    roles: z.array(z.string()),
  }),
  type: z.string(),
  data: z.looseObject({}),
  prev: z.string().length(64),
});

/** Reads one line: the event, or what is wrong with it, as the end of a sentence. */
export function decodeReviewEvent(line: string): ReviewEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is not JSON";
  }
  const outer = envelope.safeParse(value);
  if (!outer.success) return wrong(outer.error);
  const { type } = outer.data;
  if (!Object.hasOwn(shapes, type))
    return `has the type "${type}", which this version does not know`;
  const inner = shapes[type as ReviewEventType].safeParse(outer.data.data);
  if (!inner.success) return wrong(inner.error, "data.");
  return { ...outer.data, data: inner.data } as ReviewEvent;
}

function wrong({ issues }: z.ZodError, before = ""): string {
  const [first] = issues;
  const path = first?.path.join(".") ?? "";
  return path === "" ? "is not a JSON object" : `has a wrong "${before}${path}"`;
}
