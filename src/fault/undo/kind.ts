import type { Undo } from "../../event/undo.ts";
import type { FaultWorld, Verification } from "../fault.ts";

/** The data of one kind of undo. */
export type UndoOf<K extends Undo["do"]> = Extract<Undo, { do: K }>;

/** How faults of one kind are taken back; one file each, `index.ts` is the list. */
export interface UndoKind<U extends Undo> {
  /** Takes it back. Safe to repeat: it leads to a state, not by a step. */
  undo(world: FaultWorld, data: U): Promise<void>;
  /** Proves that the fault is gone at its target. */
  undone(world: FaultWorld, data: U): Promise<Verification>;
  /** In words, for plans and reports. */
  describe(data: U): string;
  /** What the target is until then. What is down is started again last, in the stack's order. */
  readonly leaves: "running" | "unreachable" | "down";
  /**
   * May it end in time when our process is gone? Not what lives in it, nor what only it can start.
   */
  readonly endsWithoutUs: boolean;
}
