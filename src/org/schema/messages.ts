/** How people are paged, and how messages are written, approved and asked for. */
import { z } from "zod";
import { duration, text } from "../../scenario/schema/basics.ts";
import { audiences, pageSteps } from "../profile.ts";

export const paging = z.strictObject({
  /** Those of a step are asked again this often before the next step; without it they are not. */
  renotifyEvery: duration.optional(),
  renotifyTimes: z.int().min(0).max(20),
  /** Whom a page goes to, one after the other. */
  steps: z.array(z.enum(pageSteps)).min(1),
});

const mailboxes = z.array(text).min(1).optional();

export const messages = z.strictObject({
  /** Where a message to an audience arrives. */
  mailboxes: z
    .strictObject({
      [audiences[0]]: mailboxes,
      [audiences[1]]: mailboxes,
      [audiences[2]]: mailboxes,
      [audiences[3]]: mailboxes,
    })
    .prefault({}),
  /** Audiences whose messages are approved before they are posted. */
  approval: z.array(z.enum(audiences)),
  /** So long after the first message to users, one that says what is affected is due. */
  scope: duration.optional(),
  /** When a silence is noticed, in shares of the cadence. */
  remindAt: z.array(z.number().gt(0).max(100)).max(20),
});
