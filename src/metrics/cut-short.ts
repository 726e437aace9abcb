import type { Ended } from "./drill-facts.ts";

/**
 * Did something from outside end the drill? Then what had not happened by its end may yet have
 * happened: it is not known, and not "never".
 */
export function isCutShort(ended: Pick<Ended, "why"> | null): boolean {
  const why = ended?.why;
  switch (why) {
    case "resolved":
    case "limit":
    case "held":
    case "decided":
    case "gate":
      return false;
    case "interrupted":
    case "stopped":
    case "real-emergency":
    case "aborted":
    case "watchdog":
    case "error":
    case undefined:
      return true;
    default:
      return why satisfies never;
  }
}
