import type { MachineSample } from "./machine.ts";

/**
 * How many times faster the machine was for a drill in `to` than in `from`: CPUs that others left
 * for it, times how fast one CPU did the constant work. If only one of the two is known, it counts
 * alone; null when neither is.
 */
export function speedRatio(from: MachineSample, to: MachineSample): number | null {
  const left = quotient(to.leftCpus, from.leftCpus);
  const work = quotient(from.workUs, to.workUs);
  if (left === null) return work;
  return work === null ? left : left * work;
}

function quotient(above: number | null, below: number | null): number | null {
  return above === null || below === null || below <= 0 ? null : above / below;
}

/**
 * CPUs that were not there for the drill: other programs' and the host's. Null where they are not
 * known.
 */
export function takenCpus({ othersCpus, stealCpus }: MachineSample): number | null {
  return othersCpus === null ? null : othersCpus + (stealCpus ?? 0);
}
