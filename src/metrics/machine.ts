import type { EventData, GamedayEvent } from "../event/event.ts";
import type { MachineSample } from "../event/machine.ts";
import { speedRatio } from "../event/machine-speed.ts";
import { thinning, type Thinned } from "./thinning.ts";

/** How many times as fast the machine was as when its capacity was measured. */
export interface SpeedAt {
  readonly times: number;
  readonly atMs: number;
}

/** A capacity that was measured once more; `times` the first value. */
export type Repeated = EventData["calibration.repeated"] & SpeedAt;

/**
 * The machine's speed over a drill. Speeds are multiples of the one at which the capacity was
 * measured, so there are none without a calibration.
 */
export interface MachineRecord {
  /** How it was while the capacity was measured; null when nothing was, or nothing is known. */
  readonly calibrated: MachineSample | null;
  readonly repeated: readonly Repeated[];
  readonly samples: number;
  readonly speed: Thinned;
  /** CPUs that other programs used, and the host of a virtual machine. */
  readonly othersCpus: Thinned;
  readonly stealCpus: Thinned;
  /**
   * The fastest from the fault until its impact was decided, and around the moment at which
   * service was restored.
   */
  readonly atBreak: SpeedAt | null;
  readonly atRecovery: SpeedAt | null;
  /** On average from the fault to the end. */
  readonly underFault: number | null;
}

/**
 * How long before the second in which service was restored its cause may have begun; it may also
 * be in the sample still in progress. Milliseconds.
 */
const beforeRecoveryMs = 10_000;
const afterRecoveryMs = 5_000;
/** A hold is judged when it is over: so far back samples are remembered. Milliseconds. */
const rememberedMs = 180_000;

/** Collects the machine's samples in bounded memory. */
export function machineRecord(): { take(event: GamedayEvent): void; done(): MachineRecord } {
  let calibrated: MachineSample | null = null;
  let samples = 0;
  let recent: SpeedAt[] = [];
  let atBreak: SpeedAt | null = null;
  let atRecovery: SpeedAt | null = null;
  let [faultMs, over] = [Number.POSITIVE_INFINITY, false];
  const first = new Map<string, number>();
  const repeated: Repeated[] = [];
  const [speed, others, steal] = [thinning(), thinning(), thinning()];
  const under = { sum: 0, count: 0 };
  const sample = (atMs: number, data: MachineSample): void => {
    samples += 1;
    if (data.othersCpus !== null) others.add(atMs, data.othersCpus);
    if (data.stealCpus !== null) steal.add(atMs, data.stealCpus);
    const times = calibrated === null ? null : speedRatio(calibrated, data);
    if (times === null) return;
    speed.add(atMs, times);
    recent = [...recent.filter((one) => one.atMs >= atMs - rememberedMs), { times, atMs }];
    if (atMs - data.forMs / 2 < faultMs || over) return;
    under.sum += times;
    under.count += 1;
  };
  const take = (event: GamedayEvent): void => {
    if (event.type === "machine.sample") return sample(event.at, event.data);
    if (event.type === "calibration.measured") {
      first.set(event.data.name, event.data.value);
      calibrated ??= event.data.machine ?? null;
    }
    if (event.type === "calibration.repeated")
      repeated.push({
        ...event.data,
        atMs: event.at,
        times: event.data.value / (first.get(event.data.name) ?? event.data.value),
      });
    if (event.type === "fault.applied") faultMs = Math.min(faultMs, event.at);
    if (event.type === "gate.checked" && event.data.gate === "mustBreak")
      atBreak = fastest(recent, faultMs, event.at);
    if (event.type === "truth.changed" && event.data.state === "contained")
      atRecovery = fastest(recent, event.at - beforeRecoveryMs, event.at + afterRecoveryMs);
    if (event.type === "heal.started" || event.type === "drill.ended") over = true;
  };
  return {
    take,
    done: () => ({
      calibrated,
      repeated,
      samples,
      speed: speed.done(),
      othersCpus: others.done(),
      stealCpus: steal.done(),
      atBreak,
      atRecovery,
      underFault: under.count === 0 ? null : under.sum / under.count,
    }),
  };
}

function fastest(recent: readonly SpeedAt[], fromMs: number, toMs: number): SpeedAt | null {
  return (
    recent
      .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
      .toSorted((a, b) => b.times - a.times)[0] ?? null
  );
}
