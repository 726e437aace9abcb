import type { ReviewDue } from "../org/profile.ts";
import { isoTime } from "../journal/journal.ts";

const dayMs = 86_400_000;

/** The day, in UTC, by which a review is due when the drill ended at that moment. */
export function reviewDueOn(endedWall: string, within: ReviewDue | undefined): string | null {
  const ended = Date.parse(endedWall);
  if (within === undefined || Number.isNaN(ended)) return null;
  let day = Math.floor(ended / dayMs);
  for (let left = within.days; left > 0;) {
    day += 1;
    if (within.of === "calendar" || isBusinessDay(day)) left -= 1;
  }
  return isoTime(day * dayMs).slice(0, 10);
}

/** 1 January 1970 was a Thursday. */
const isBusinessDay = (day: number): boolean => ![0, 6].includes((day + 4) % 7);

/** Whether it is a day of the calendar, as `2026-12-04`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && isoTime(ms).slice(0, 10) === text;
}
