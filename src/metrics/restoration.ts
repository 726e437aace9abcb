import type { GamedayEvent } from "../event/event.ts";
import type { Difference } from "../event/heal.ts";

/** What a drill's faults could touch, against what it was before the first of them. */
export interface RestoredTarget {
  /** As faults name theirs; `load` for the load. */
  readonly target: string;
  /**
   * How many facts were compared; null when there was no second look: the process that healed the
   * drill from outside removed the stack.
   */
  readonly facts: number | null;
  readonly differences: readonly Difference[];
}

/** Collects what was captured before the first fault and found after the last. */
export function restorationRecords(): {
  take(event: GamedayEvent): void;
  done(): readonly RestoredTarget[];
} {
  const targets = new Map<string, RestoredTarget>();
  return {
    take: (event) => {
      if (event.type === "restoration.captured")
        targets.set(event.data.target, { target: event.data.target, facts: null, differences: [] });
      // A second look is by the process that healed a dead drill: it counts.
      if (event.type === "restoration.checked") targets.set(event.data.target, { ...event.data });
    },
    done: () => [...targets.values()],
  };
}
