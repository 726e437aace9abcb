import type { MachineSample } from "../event/machine.ts";
import type { Machine, MachineLook } from "../machine/machine.ts";
import type { Recorder } from "./recorder.ts";
import type { Rhythm } from "./sampler.ts";

/** Long enough for figures that Linux counts in hundredths of a second. */
const everyMs = 2_000;

/**
 * Looks at the machine until the signal ends it, and notes how it was since the look before. Pauses
 * are left out.
 */
export async function watchMachine(
  machine: Machine | undefined,
  recorder: Recorder,
  { clock, paused, signal }: Rhythm,
): Promise<void> {
  if (machine === undefined) return;
  try {
    let last: MachineLook | undefined;
    for (;;) {
      const now = paused() ? undefined : await machine.look();
      if (last !== undefined && now !== undefined && !signal.aborted)
        recorder.record({ type: "machine.sample", data: sampleBetween(last, now) });
      last = now;
      await clock.sleep(everyMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** How the machine was between two looks. */
export function sampleBetween(before: MachineLook, after: MachineLook): MachineSample {
  const forMs = Math.max(1, after.atMs - before.atMs);
  const cpusOf = (key: "oursMs" | "othersMs" | "stealMs"): number | null => {
    const [from, to] = [before[key], after[key]];
    // What is computed as the rest of counts that were read one after another may come out a little
    // below none.
    return from === null || to === null ? null : hundredths(Math.max(0, to - from) / forMs);
  };
  const [oursCpus, othersCpus, stealCpus] = [
    cpusOf("oursMs"),
    cpusOf("othersMs"),
    cpusOf("stealMs"),
  ];
  const leftCpus =
    othersCpus === null
      ? null
      : hundredths(
          Math.min(after.cpus, Math.max(leastLeft, after.hostCpus - othersCpus - (stealCpus ?? 0))),
        );
  return {
    forMs: Math.round(forMs),
    cpus: after.cpus,
    oursCpus,
    othersCpus,
    stealCpus,
    leftCpus,
    workUs: after.workUs === null ? null : Math.round(after.workUs),
  };
}

/** The least number of CPUs that counts as left; never zero. */
const leastLeft = 0.02;

const hundredths = (value: number): number => Math.round(value * 100) / 100;
