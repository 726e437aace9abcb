import type { Undo } from "./undo.ts";

/** The life of a fault: armed before anything is hurt, undone at the end. */
export interface FaultEvents {
  /**
   * `leaseMs`: so long after it is applied it ends by itself, by its mechanism or by the watchdog's
   * clock, whatever becomes of the command.
   */
  "fault.armed": {
    fault: string;
    id: string;
    target: string;
    with: Record<string, unknown>;
    undo: Undo;
    leaseMs?: number;
  };
  "fault.applied": { id: string };
  "fault.verified": { id: string; ok: boolean; evidence: string };
  /**
   * It was verified and no longer works, although Gameday has not undone it; how long after it
   * was applied it was last seen to work.
   */
  "fault.lapsed": { id: string; evidence: string; workedMs: number };
  /**
   * The same of a fault that is over when its effect is: a restart, a kill that a supervisor
   * repaired.
   */
  "fault.spent": { id: string; evidence: string; workedMs: number };
  "fault.undone": { id: string; ok: boolean; evidence: string; why: "ended" | "heal" };
  "fault.failed": { id: string; doing: "apply" | "undo"; message: string };
}
