/** The stretches of time that a Test is judged by, from the faults' lives alone. */
import type { Books, FaultLife } from "./books.ts";
import type { Stretch } from "./seconds.ts";

export interface Window extends Stretch {
  /** The fault's id; null for the whole, from the first fault to the end of the last window. */
  readonly fault: string | null;
  /** Seconds in which a fault was at work. */
  readonly acting: Stretch;
}

/**
 * When a fault began and when it was over, exercise milliseconds. It begins when it is armed:
 * whatever applying it does to users is its doing. One that ran out or stopped working was over
 * then, whenever that was noticed.
 */
export function lifeOf(
  { armedMs, appliedMs, leaseMs, endedMs }: FaultLife,
  endMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const leaseEnd =
    leaseMs === undefined || appliedMs === undefined
      ? Number.POSITIVE_INFINITY
      : appliedMs + leaseMs;
  const seen = endedMs ?? endMs;
  // Its end is looked for once a second or so; only what was noticed much later is dated back.
  return { fromMs: armedMs, toMs: seen > leaseEnd + lateMs ? leaseEnd : seen };
}
const lateMs = 2_000;

/**
 * Each fault's window, and the whole. `holdMs`: how long a fault must be looked at, at least;
 * `endMs`: when the journal ends.
 */
export function windowsOf({ faults }: Books, holdMs: number, endMs: number): readonly Window[] {
  const own = [...faults.values()]
    .filter(({ appliedMs }) => appliedMs !== undefined)
    .map((life): Window => {
      const { fromMs, toMs } = lifeOf(life, endMs);
      return {
        fault: life.id,
        ...seconds(fromMs, Math.max(toMs, fromMs + holdMs)),
        acting: seconds(fromMs, toMs),
      };
    });
  if (own.length === 0) return [];
  const whole = {
    from: Math.min(...own.map(({ from }) => from)),
    to: Math.max(...own.map(({ to }) => to)),
  };
  return [
    ...own,
    {
      fault: null,
      ...whole,
      acting: { from: whole.from, to: Math.max(...own.map(({ acting }) => acting.to)) },
    },
  ];
}

/** Whole seconds that hold a stretch of milliseconds; at least one. */
function seconds(fromMs: number, toMs: number): Stretch {
  const from = Math.floor(fromMs / 1_000);
  return { from, to: Math.max(from + 1, Math.ceil(toMs / 1_000)) };
}
