import type { Verdict } from "../event/drill.ts";
import type { About, Priority } from "./event.ts";
import { statusOf, type ActionStatus, type ReviewState } from "./state.ts";

/** A drill before this one that had the same cause. */
export interface EarlierDrill {
  readonly drill: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly verdict: Verdict;
  readonly incident: string | null;
  /** What was to be done about it; empty when it was not reviewed. */
  readonly actions: readonly EarlierAction[];
}

export interface EarlierAction {
  readonly id: string;
  readonly text: string;
  readonly status: ActionStatus;
  readonly priority: Priority;
  readonly owner: string | null;
  readonly due: string | null;
}

type Cause = Pick<About, "scenario" | "variant" | "category">;

/** The same scenario and variant, and no other kind of cause since. */
export function isSameCause(one: Cause, other: Cause): boolean {
  return (
    one.scenario === other.scenario &&
    one.variant === other.variant &&
    one.category === other.category
  );
}

/** What a review has come to, for the drills after it. */
export function earlierActions(review: ReviewState | undefined): readonly EarlierAction[] {
  return (review?.actions ?? []).map((action) => {
    const { id, text, priority, owner, due } = action;
    return { id, text, status: statusOf(action), priority, owner, due };
  });
}
