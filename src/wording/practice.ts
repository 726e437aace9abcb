import type { Flag } from "../event/loop.ts";

/** A rule that was broken, as a report names it. */
export const practiceWords: Readonly<Record<Flag, string>> = {
  "undecided-change": "change without a decision",
  "crossed-changes": "two people changed the system at a time",
  "unboxed-task": "task without a time box",
  "unowned-task": "task without an owner",
  "expired-box": "time box missed",
  "skipped-poll": "high risk without a poll",
  "severity-debate": "severity debated",
  "step-order": "a step out of its order",
  "verb-right": "a command that is another role's",
  "tool-right": "a tool that is another role's",
  "acted-away": "acted while away",
};
