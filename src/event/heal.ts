import type { Facts } from "./facts.ts";

/** A fact of a target that is not as it was before the faults. */
export interface Difference {
  readonly fact: string;
  /** Null when it could not be read. */
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
  /**
   * Left behind: false on a part of our own stack if people may have changed it, or if it can no
   * longer be read, because it is thrown away.
   */
  readonly residue: boolean;
}

export interface Residue {
  readonly what:
    | "process"
    | "port"
    | "file"
    | "container"
    | "network"
    | "volume"
    | "account"
    | "state"
    | "other";
  readonly detail: string;
}

/** How everything is brought back. */
export interface HealEvents {
  /**
   * Before the first fault: what healing must bring back. `target` as faults name theirs; `load`
   * for the load.
   */
  "restoration.captured": { target: string; facts: Facts };
  "heal.started": { why: string };
  "heal.step": { what: string; ok: boolean; detail?: string };
  /**
   * After the faults were undone, before the stack goes: how many facts were looked at, and which
   * are not as they were.
   */
  "restoration.checked": { target: string; facts: number; differences: readonly Difference[] };
  /** The user gave up a target that could not be healed; `left`: what remains of it. */
  "target.forgotten": { target: string; left: string };
  "heal.done": { residue: readonly Residue[]; tookMs: number };
}
