import { formatClock, formatDuration } from "../kernel/duration.ts";

/**
 * A moment as a reason gives it: from the fault, as in the report; in exercise time where no fault
 * was applied.
 */
export function whenText(atMs: number, faultMs: number | null): string {
  if (faultMs === null) return `at ${formatClock(atMs)}`;
  return atMs < faultMs
    ? `${formatDuration(faultMs - atMs)} before the fault`
    : `${formatDuration(atMs - faultMs)} after the fault`;
}
