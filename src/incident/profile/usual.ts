/** What the presets have in common. */
import type { Profile } from "../profile.ts";

const minute = 60_000;

/** Everything is flagged and nothing refused, once there are two people to coordinate. */
export const usualPractices: Profile["practices"] = {
  rules: {
    "undecided-change": "warn",
    "crossed-changes": "warn",
    "unboxed-task": "warn",
    "unowned-task": "warn",
    "expired-box": "warn",
    "skipped-poll": "warn",
    "severity-debate": "warn",
    "commander-tools": "warn",
  },
  fromPeople: 2,
};

export const usualTimers: Profile["timers"] = {
  taskMs: 20 * minute,
  pollMs: minute / 2,
  decidedMs: 10 * minute,
  crossedMs: minute,
  severityMs: minute,
  missedBoxes: 2,
};
