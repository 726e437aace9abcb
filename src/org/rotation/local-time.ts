/** Between the clock on the wall and instants. */
import { Temporal } from "temporal-polyfill";

/**
 * The instant of a local time. One that the clocks skip is the moment in which they do; one that
 * they show twice is the first of the two. So a later local time is never an earlier instant, and
 * what ends and what begins at the same local time leave no gap.
 */
export function instantOf(local: Temporal.PlainDateTime | string, timeZone: string): number {
  const wanted = Temporal.PlainDateTime.from(local);
  const found = wanted.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
  const jump = found.add({ nanoseconds: 1 }).getTimeZoneTransition("previous");
  return (jump ?? found).epochMilliseconds;
}

/** A day and a time of day as one. */
export function at(date: Temporal.PlainDate, time: string): Temporal.PlainDateTime {
  return date.toPlainDateTime(time);
}

/** The date on the wall. */
export function dateAt(instant: number, timeZone: string): Temporal.PlainDate {
  return zoned(instant, timeZone).toPlainDate();
}

/** `Mon 2026-12-07 09:00 +01:00`, as a table shows it. */
export function localText(instant: number, timeZone: string): string {
  const local = zoned(instant, timeZone);
  const day = weekdays[local.dayOfWeek - 1] ?? "";
  const time = local.toPlainTime().toString({ smallestUnit: "minute" });
  return `${day} ${local.toPlainDate().toString()} ${time} ${local.offset}`;
}

/** From Monday on, as Temporal counts them. */
export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Whether this machine's data knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    zoned(0, name);
    return true;
  } catch {
    return false;
  }
}

/** Whether there is such a day: `2026-02-30` is none. */
export function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

function zoned(instant: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
}
