import type { Profile } from "../profile.ts";

/** Whom a page goes to, one after the other: who is on call, the next in turn, everyone. */
const pageSteps = ["on-call", "backup", "team"] as const;
export type PageStep = (typeof pageSteps)[number];

/** How long a page waits, and for whom. */
export interface Paging {
  /** Without an acknowledgement for so long, the next step is paged. */
  readonly ackWithinMs: number;
  /** Those of a step are asked again this often; null for never. */
  readonly renotifyEveryMs: number | null;
  readonly renotifyTimes: number;
  readonly steps: readonly PageStep[];
}

/** A profile's rules for pages; one that has only a time to acknowledge sends no reminders. */
export function pagingOf(profile: Profile & { readonly paging?: Paging }): Paging {
  const { ackMs: ackWithinMs, paging } = profile;
  return paging ?? { ackWithinMs, renotifyEveryMs: null, renotifyTimes: 0, steps: pageSteps };
}
