import type { GamedayEvent } from "../event/event.ts";
import type { Undo } from "../event/undo.ts";

/** A fault whose time is over and that has not been undone. */
export interface OverdueFault {
  readonly id: string;
  readonly undo: Undo;
}

interface Leased extends OverdueFault {
  readonly leaseMs: number;
  /** By the monotonic clock, which all processes of a machine share. */
  dueMs: number;
}

/**
 * The command takes its faults back itself, within a look or two; after that it is ours.
 * Milliseconds.
 */
const graceMs = 1_000;
const againMs = 10_000;
/**
 * Of one that is armed it is unknown whether it is active yet; applying takes time. Milliseconds.
 */
const applyWithinMs = 10_000;

/**
 * Paired timers: which faults should have ended by themselves by now, as far as the journal shows.
 */
export class FaultLeases {
  private readonly open = new Map<string, Leased>();
  private readonly pids = new Map<string, number>();

  observe(event: GamedayEvent): void {
    if (
      event.type === "component.state" &&
      event.data.state === "running" &&
      event.data.pid !== undefined
    )
      this.pids.set(event.data.component, event.data.pid);
    if (event.type === "fault.armed" && event.data.leaseMs !== undefined)
      this.open.set(event.data.id, {
        id: event.data.id,
        undo: event.data.undo,
        leaseMs: event.data.leaseMs,
        dueMs: event.mono + applyWithinMs + event.data.leaseMs + graceMs,
      });
    if (event.type === "fault.undone" && event.data.ok) this.open.delete(event.data.id);
    if (event.type !== "fault.applied") return;
    const leased = this.open.get(event.data.id);
    if (leased !== undefined) leased.dueMs = event.mono + leased.leaseMs + graceMs;
  }

  /** Each is named once, and again after a while when it is still open then. */
  overdue(monoMs: number): readonly OverdueFault[] {
    const due = [...this.open.values()].filter(({ dueMs }) => dueMs <= monoMs);
    for (const leased of due) leased.dueMs = monoMs + againMs;
    return due.map(({ id, undo }) => ({ id, undo }));
  }

  /** The process that a component was started as. */
  pidOf(component: string): number | undefined {
    return this.pids.get(component);
  }
}
