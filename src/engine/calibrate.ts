import { GamedayError } from "../kernel/error.ts";
import type { MachineSample } from "../event/machine.ts";
import { takenCpus } from "../event/machine-speed.ts";
import { resolveCalibration } from "../plan/resolve.ts";
import type { Drill } from "./drill.ts";
import { sampleBetween } from "./machine-watch.ts";
import type { Calibration, CalibrationResult, Ports } from "./ports.ts";
import type { Calibrated, Stack } from "./stack.ts";

type CalibrateOn = Pick<Drill, "plan" | "ports" | "recorder" | "stack" | "playing">;

/**
 * A noisy measurement is repeated immediately, up to this many measurements in all; the best one
 * counts.
 */
const mostTries = 3;
/** Other programs that take more than this share of the machine make a measurement noisy. */
const quietShare = 0.15;
/** So does a worst window that is this share below the best. */
const evenShare = 0.4;

/** Measures what this machine can serve and makes it a value of the drill. */
export async function calibrate(
  name: string,
  { plan, ports, recorder, stack, playing }: CalibrateOn,
): Promise<void> {
  const calibration = resolveCalibration(plan, name, stack.values);
  let best = await measure(calibration, ports, stack, playing);
  let forMs = calibration.for;
  for (let tries = 1; (best.noisy || best.value === 0) && tries < mostTries; tries += 1) {
    // On a machine that others keep busy, not one statement may end in the time: measuring for
    // longer shows how few there are.
    if (best.value === 0) forMs *= 2;
    const next = await measure({ ...calibration, for: forMs }, ports, stack, playing);
    if (next.value > best.value || !next.noisy)
      best = { ...next, value: Math.max(next.value, best.value) };
  }
  if (!Number.isFinite(best.value) || best.value <= 0) {
    throw new GamedayError("GD-R004", `calibration "${name}" measured ${best.value} per second`, {
      hint: `${takenText(best)}look at the database's log in the run folder`,
    });
  }
  const { value, ...how } = { ...best, value: bounded(calibration, best.value) };
  stack.values[name] = value;
  stack.calibrated.set(name, { ...how, value });
  recorder.record({ type: "calibration.measured", data: { name, value, unit: "/s", ...how } });
}

function takenText({ machine }: Calibrated): string {
  const taken = machine === undefined ? null : takenCpus(machine);
  return machine === undefined || taken === null
    ? "is the machine overloaded? else "
    : `other programs used ${taken.toFixed(1)} of ${machine.cpus} CPUs meanwhile: close some, or give the machine more cores; else `;
}

/** One measurement, and how the machine was meanwhile. */
export async function measure(
  calibration: Calibration,
  ports: Ports,
  stack: Stack,
  signal: AbortSignal,
): Promise<Calibrated> {
  const { machine, clock } = ports;
  const before = await machine?.look();
  // How fast a CPU is under this very load, which shares its parts among threads.
  const meanwhile =
    machine === undefined
      ? undefined
      : clock.sleep(calibration.for / 2, signal).then(() => machine.look());
  meanwhile?.catch(() => {});
  const measured = await ports.calibrate(calibration, stack, signal);
  const busy = await meanwhile;
  const after = await machine?.look();
  const sample =
    before === undefined || after === undefined
      ? undefined
      : sampleBetween(before, { ...after, workUs: busy?.workUs ?? after.workUs });
  return {
    ...measured,
    ...(sample === undefined ? {} : { machine: sample }),
    noisy: isNoisy(measured, sample),
  };
}

function isNoisy({ windows = [] }: CalibrationResult, machine: MachineSample | undefined): boolean {
  const taken = machine === undefined ? null : takenCpus(machine);
  if (machine !== undefined && taken !== null && taken > quietShare * machine.cpus) return true;
  return windows.length > 1 && Math.min(...windows) < (1 - evenShare) * Math.max(...windows);
}

/** A scenario bounds what it takes for a capacity. */
export function bounded({ min, max }: Calibration, value: number): number {
  return Math.min(max, Math.max(min, value));
}
