import type { Change } from "./change.ts";

export type TruthState = "armed" | "active" | "detectable" | "contained" | "recurred" | "cleared";

/**
 * Whose work it was that the service was restored. `players`: a deed is on record. `fault-ended`:
 * a fault or its lease ran out. `itself`: neither, no change by anybody was seen that can have
 * helped. `nobody-needed` is in old journals only.
 */
export type ContainedBy = "players" | "fault-ended" | "itself";

/** What the engine knows. */
export interface TruthEvents {
  "truth.changed": { state: TruthState; by?: ContainedBy; detail: string };
  /** The first bad second; the impact window opens here. */
  "impact.started": { second: number; slis: readonly string[] };
  /**
   * `by`: the person whose tool it was, `someoneHere` at a door of a component, `unseenHand` when
   * only its effect is known.
   */
  "change.seen": Change;
  "action.detected": {
    mitigation: string;
    kind: "correct" | "partial" | "wrong" | "harmful";
    cost?: string;
  };
}
