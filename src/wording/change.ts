import { differenceText } from "../event/difference.ts";
import type { Change } from "../event/change.ts";

/**
 * What was changed, in one line: `api: rateLimit.perSecond was 500, is 20`, `db: ALTER TABLE
 * shop.orders …`.
 */
export function changeText(change: Change): string {
  return `${change.target}: ${changeWords(change)}`;
}

/** The same without whose it is. */
export function changeWords({ fact, before, after }: Change): string {
  if (before === null && (after === null || after === true)) return fact;
  if (before === null) return `${fact} is ${after}`;
  return after === null
    ? `${fact} was ${before}, is gone`
    : differenceText({ fact, before, after, residue: false });
}

/** How it came to be known. */
export function sourceWords({ source, target, via }: Change): string {
  switch (source) {
    case "door":
      return `request to ${via ?? target}`;
    case "sql":
      return "statement";
    case "tool":
      return "tool";
    case "runtime":
      return "reported by the runtime";
    case "facts":
      return "found by comparing the stack's state";
    default:
      return source satisfies never;
  }
}
