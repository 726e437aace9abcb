/** What the company has: services, people, and what an hour costs. */
import { z } from "zod";
import { name, text } from "../../scenario/schema/basics.ts";

export const service = z.strictObject({
  title: text.optional(),
  /** A person of this file, or a team. */
  owner: text.optional(),
  /** Percent of requests that must be good. */
  slo: z.number().gt(0).lt(100).optional(),
  dependsOn: z.array(name).default([]),
  critical: z.boolean().default(true),
});

export const person = z.strictObject({
  name: text,
  email: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address")
    .optional(),
  roles: z.array(name).default([]),
});

export const cost = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as "EUR"'),
  hourlyRate: z.number().nonnegative().optional(),
  revenuePerMinute: z.record(name, z.number().nonnegative()).default({}),
});
