import type { Clock } from "../kernel/clock.ts";
import type { Verification } from "../fault/fault.ts";

/** A fault that was verified and works no longer, although it has not been undone. */
export interface Lapse {
  readonly evidence: string;
  /** When it was last seen to work, by the monotonic clock. */
  readonly lastMs: number;
}

/** What is watched, and how. */
export interface FaultWatch {
  readonly look: () => Promise<Verification>;
  /** From then on the fault ends by itself, so looks say nothing. By the monotonic clock. */
  readonly untilMs: number;
  readonly everyMs: number;
  /** True while the drill is paused, when nothing can be checked. */
  readonly asleep: () => boolean;
  readonly clock: Clock;
  /** Aborted when the fault is being undone or the drill is over: a look in progress is ignored. */
  readonly signal: AbortSignal;
}

/**
 * One look may meet the target in the middle of a change: a lapse counts only when a second look,
 * this much later, confirms it. Milliseconds.
 */
const confirmMs = 250;
/**
 * A look that fails (an engine that does not respond, a target that is paused) says nothing. After
 * failing for this long, the fault counts as lapsed. Milliseconds.
 */
const blindMs = 5_000;
const lookWithinMs = 5_000;

/**
 * Looks at a fault again and again, from a moment at which it was seen to work. Resolves with its
 * lapse, or undefined when there was none. Never throws.
 */
export async function watchFault(watch: FaultWatch): Promise<Lapse | undefined> {
  const { clock, signal, everyMs, untilMs, asleep } = watch;
  let lastMs = clock.monoMs();
  let doubted = false;
  try {
    for (;;) {
      await clock.sleep(doubted ? Math.min(confirmMs, everyMs) : everyMs, signal);
      const beganMs = clock.monoMs();
      const seen = asleep() ? undefined : await look(watch);
      const now = clock.monoMs();
      if (signal.aborted || now >= untilMs) return undefined;
      if (seen === undefined || asleep()) {
        // Time in a pause does not count; the watch goes on where it left off.
        [lastMs, doubted] = [now, false];
      } else if (seen.ok === true) {
        [lastMs, doubted] = [beganMs, false];
      } else if (seen.ok === false ? doubted : now - lastMs >= blindMs + everyMs) {
        return { evidence: seen.evidence, lastMs };
      } else {
        doubted = seen.ok === false;
      }
    }
  } catch {
    // Aborted: there is nothing left to wait for.
    return undefined;
  }
}

type Look = Verification | { readonly ok: undefined; readonly evidence: string };

async function look({ look: ask, clock, signal }: FaultWatch): Promise<Look> {
  const over = new AbortController();
  const late = clock.sleep(lookWithinMs, AbortSignal.any([signal, over.signal])).then((): Look => ({
    ok: undefined,
    evidence: `no response within ${lookWithinMs / 1_000} s`,
  }));
  try {
    return await Promise.race([
      ask().catch((error: unknown): Look => ({ ok: undefined, evidence: String(error) })),
      late,
    ]);
  } finally {
    over.abort(new Error("the look is taken"));
    late.catch(() => {});
  }
}
