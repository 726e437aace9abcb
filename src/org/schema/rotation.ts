/** Who is on call: people in turns, by the clock of a time zone. */
import { z } from "zod";
import { name } from "../../scenario/schema/basics.ts";
import { isDate, isTimeZone, weekdays } from "../rotation/local-time.ts";

const date = z
  .string()
  .regex(/^20\d\d-\d\d-\d\d$/, 'must be a date such as "2026-01-05"')
  .refine((text) => isDate(text), "is no day of the calendar");

/** In the rotation's time zone. */
const localTime = z
  .string()
  .regex(
    /^20\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/,
    'must be a local time such as "2026-12-24T09:00"',
  )
  .refine((text) => isDate(text.slice(0, 10)), "is no day of the calendar");

const timeZone = z
  .string()
  .refine((text) => isTimeZone(text), 'must be the name of a time zone such as "Europe/Berlin"')
  .meta({ description: "An IANA time zone: Europe/Berlin, America/New_York, UTC" });

const weekday = z.enum(weekdays);

/** `day`, `week`, `3 days`, `2 weeks` → days. */
const every = z
  .string()
  .regex(/^(day|week|[1-9]\d? (days|weeks))$/, 'must be "day", "week", or such as "2 weeks"')
  .transform((text) => {
    const count = Number.parseInt(text, 10) || 1;
    return count * (text.includes("week") ? 7 : 1);
  })
  .meta({ description: "How long a turn is: day, week, 3 days, 2 weeks" });

/** `09:00`, `Mon 09:00`. */
const handover = z
  .string()
  .regex(
    /^((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?([01]\d|2[0-3]):[0-5]\d$/,
    'must be a time such as "09:00", or "Mon 09:00" for turns of weeks',
  )
  .transform((text) => {
    const [time = text, day] = text.split(" ").toReversed();
    return { time, day: weekdays.find((known) => known === day) };
  })
  .meta({ description: "When one turn ends and the next begins: 09:00, Mon 09:00" });

/** `09:00-17:00`, `20:00-08:00`. */
const hours = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
    'must be hours such as "09:00-17:00"; past midnight "20:00-08:00"',
  )
  .transform((text) => ({ from: text.slice(0, 5), to: text.slice(6) }))
  .meta({ description: "Only in these hours: 09:00-17:00, or past midnight 20:00-08:00" });

const people = z.array(name).min(1).max(100);
const days = z.array(weekday).min(1);

/** What a layer may have of its own; the rest is the rotation's. */
const layer = z.strictObject({
  people: people.optional(),
  every: every.optional(),
  handover: handover.optional(),
  start: date.optional(),
  /** The day of the last handover. */
  until: date.optional(),
  timeZone: timeZone.optional(),
  hours: hours.optional(),
  days: days.optional(),
});

const override = z.strictObject({ from: localTime, to: localTime, who: name });

export const rotation = z.strictObject({
  /** What they are on call for. */
  role: name,
  /** The service that they are on call for (default: all). */
  service: name.optional(),
  timeZone,
  /** In the order of their turns. */
  people: people.optional(),
  every: every.prefault("week"),
  handover,
  /** The day of the first handover. */
  start: date,
  until: date.optional(),
  hours: hours.optional(),
  /** The days on which its hours begin. */
  days: days.optional(),
  /** Side by side, each with what differs from the rotation. */
  layers: z.array(layer).min(1).max(20).optional(),
  /** Each replaces everyone while it lasts. */
  overrides: z.array(override).max(1000).default([]),
});

export type RotationFile = z.output<typeof rotation>;

export const rotations = z.record(name, rotation);
