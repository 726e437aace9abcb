import type { Clock } from "../kernel/clock.ts";
import { monitorActor, type Sees } from "../event/event.ts";
import type { Scenario } from "../plan/plan.ts";
import type { OpenProbe, Probe, ProbeWorld } from "../probe/probe.ts";
import type { Recorder } from "./recorder.ts";

/** Takes a reading of every signal on its own beat, and never two at once of the same. */
export function sample(signals: Scenario["signals"], probes: ReadonlyMap<string, Probe<unknown>>, world: ProbeWorld, recorder: Recorder, clock: Clock, signal: AbortSignal): Promise<void> {
  const loops = Object.entries(signals).map(async ([name, { probe: kind, target, every, unit, show, with: parameters }]) => {
    const probe = probes.get(kind);
    if (probe === undefined) throw new Error(`sampler: the plan names the unknown probe "${kind}"`);
    const open = probe.open(world, target ?? "", parameters);
    try {
      for (let due = clock.monoMs(); ; due = Math.max(due + every, clock.monoMs())) {
        await clock.sleep(due - clock.monoMs(), signal);
        await reading(name, { unit, sees: show ? "all" : "truth" }, open, recorder);
      }
    } finally {
      await open.close();
    }
  });
  return Promise.all(loops.map((loop) => loop.catch((error: unknown) => {
    if (!signal.aborted) throw error;
  }))).then(() => {});
}

async function reading(signal: string, { unit, sees }: { unit: string; sees: Sees }, open: OpenProbe, recorder: Recorder): Promise<void> {
  try {
    const value = await open.read();
    recorder.record({ type: "probe.sample", by: monitorActor, sees, data: { signal, value, unit } });
  } catch (error) {
    recorder.record({ type: "probe.sample", by: monitorActor, sees, data: { signal, value: null, unit, error: error instanceof Error ? error.message : String(error) } });
  }
}
