import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/message-of.ts";
import { monitorActor } from "../event/actor.ts";
import type { Sees } from "../event/event.ts";
import type { Scenario } from "../plan/plan.ts";
import type { OpenProbe, Probe, ProbeWorld, Reading } from "../probe/probe.ts";
import type { Recorder } from "./recorder.ts";

interface Beat {
  readonly name: string;
  readonly unit: string;
  readonly sees: Sees;
  readonly every: number;
  readonly open: OpenProbe;
  /** When the next reading is due, on the clock. */
  due: number;
  /** The reading that is under way. */
  busy: Promise<void> | undefined;
  /**
   * The drill was paused: the next reading may be of a stack that is waking up, and what grows per
   * second would grow over the pause.
   */
  stale: boolean;
}

/** When to read. */
export interface Rhythm {
  readonly clock: Clock;
  /** Nothing is read while the drill is paused. */
  readonly paused: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads every signal at its own interval, never two readings of the same signal together: a reading
 * that is still in progress makes the next one be skipped. All intervals share one sleep.
 */
export async function sample(
  signals: Scenario["signals"],
  probes: ReadonlyMap<string, Probe<unknown>>,
  world: ProbeWorld,
  recorder: Recorder,
  { clock, paused, signal }: Rhythm,
): Promise<void> {
  const start = clock.monoMs();
  const beats = Object.entries(signals).map(
    ([name, { probe: kind, target, every, unit, show, with: parameters }]): Beat => {
      const probe = probes.get(kind);
      if (probe === undefined)
        throw new Error(`sampler: the plan names the unknown probe "${kind}"`);
      return {
        stale: false,
        name,
        unit,
        sees: show ? "all" : "truth",
        every,
        open: probe.open(world, target ?? "", parameters),
        due: start,
        busy: undefined,
      };
    },
  );
  try {
    while (beats.length > 0) {
      const now = clock.monoMs();
      for (const beat of beats) if (beat.due <= now) (paused() ? skip : take)(beat, now, recorder);
      await clock.sleep(Math.min(...beats.map(({ due }) => due)) - clock.monoMs(), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all(beats.flatMap(({ busy }) => busy ?? []));
    await Promise.all(beats.map(({ open }) => open.close()));
  }
}

function skip(beat: Beat, now: number): void {
  beat.due = Math.max(beat.due + beat.every, now);
  beat.stale = true;
}

function take(beat: Beat, now: number, recorder: Recorder): void {
  beat.due = Math.max(beat.due + beat.every, now);
  if (beat.busy !== undefined) return;
  let reading: Promise<Reading> | Reading;
  try {
    reading = beat.open.read();
  } catch (error) {
    return fail(beat, recorder, error);
  }
  if (!(reading instanceof Promise)) return tell(beat, recorder, reading);
  beat.busy = reading
    .then(
      (value) => tell(beat, recorder, value),
      (error: unknown) => fail(beat, recorder, error),
    )
    .finally(() => {
      beat.busy = undefined;
    });
}

function tell(beat: Beat, recorder: Recorder, reading: Reading): void {
  if (wasStale(beat)) return;
  const { name: signal, unit, sees } = beat;
  // Written out: an hour has thirty thousand of these, and spreads are slow.
  const data =
    typeof reading === "object" && reading !== null
      ? { signal, unit, ...keyed(reading.keys) }
      : { signal, value: reading, unit };
  recorder.record({ type: "probe.sample", by: monitorActor, sees, data });
}

/**
 * An attacker may make up a key for each request: the journal keeps the largest, and the sum of
 * all.
 */
const mostKeys = 32;

function keyed(keys: Readonly<Record<string, number>>): {
  value: number;
  keys: Readonly<Record<string, number>>;
} {
  const all = Object.entries(keys);
  // Sums of decimals have long tails.
  const value = Math.round(all.reduce((sum, [, part]) => sum + part, 0) * 1_000) / 1_000;
  return {
    value,
    keys: Object.fromEntries(
      all.toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b)).slice(0, mostKeys),
    ),
  };
}

function wasStale(beat: Beat): boolean {
  const { stale } = beat;
  beat.stale = false;
  return stale;
}

function fail(beat: Beat, recorder: Recorder, error: unknown): void {
  if (wasStale(beat)) return;
  const { name: signal, unit, sees } = beat;
  recorder.record({
    type: "probe.sample",
    by: monitorActor,
    sees,
    data: {
      signal,
      value: null,
      unit,
      error: messageOf(error),
    },
  });
}
