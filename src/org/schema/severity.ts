/** How bad an incident is, and what follows from it. */
import { z } from "zod";
import { duration, text } from "../../scenario/schema/basics.ts";
import { audiences, dataCopies } from "../profile.ts";

const limit = 'must be a limit such as ">1000"';
const above = z
  .string(limit)
  .regex(/^>\s*\d+$/, limit)
  .transform((value) => ({ above: Number(value.slice(1)) }));

export const severityPredicate = z.union([
  /** A service by name, `any` or `all`, unbroken for that time. */
  z
    .strictObject({ service: text, below: z.literal("objective"), for: duration })
    .transform(({ service, below, for: forMs }) => ({ service, below, forMs })),
  z.strictObject({ dataLost: z.enum(dataCopies) }),
  /** Spare copies that are left: at 0, one more failure is an outage. */
  z.strictObject({ redundancy: z.int().min(0) }),
  z.strictObject({ usersAffected: above }),
  z.strictObject({ exposedRecords: above }),
]);

/** The longest silence for each audience. */
export const cadence = z.strictObject({
  [audiences[0]]: duration.optional(),
  [audiences[1]]: duration.optional(),
  [audiences[2]]: duration.optional(),
  [audiences[3]]: duration.optional(),
});

export const severity = z.strictObject({
  label: text,
  description: text,
  when: z.array(severityPredicate).default([]),
  mitigateWithin: duration.optional(),
  notify: z.array(text).default([]),
  minCrew: z.array(text).default([]),
  cadence: cadence.prefault({}),
  /** How soon after the incident its review is due; business days are Monday to Friday. */
  reviewDue: z
    .strictObject({ days: z.int().min(0).max(365), of: z.enum(["calendar", "business"]) })
    .optional(),
});

/** By the number that people say: the 1 of "SEV 1". A smaller number is worse. */
export const severities = z.record(
  z.string().regex(/^\d{1,2}$/, "must be a number: the 1 of SEV 1"),
  severity,
);
