import type { PagingRules, Profile } from "../../org/profile.ts";

/** How long a page waits, and for whom. */
export interface Paging extends PagingRules {
  /** Without an acknowledgement for so long, the next step is paged. */
  readonly ackWithinMs: number;
}

export function pagingOf({ ackMs: ackWithinMs, paging }: Profile): Paging {
  return { ackWithinMs, ...paging };
}
