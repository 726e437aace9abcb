import type { Predicate } from "./plan.ts";

/**
 * Does what a Test promises speak of every SLI's objective? A promise of its own replaces the
 * objectives.
 */
export function asksObjectives(expect: Predicate): boolean {
  return "slis" in expect || ("all" in expect && expect.all.some(asksObjectives));
}
