import { availableParallelism } from "node:os";
import { constantWork } from "./constant-work.ts";
import type { Machine, MachineLook } from "./machine.ts";
import { OwnTime, type Whose } from "./own-time.ts";
import { cpuTimes } from "./proc.ts";

/**
 * The machine that we run on. Without /proc only the speed of a CPU is known, and not who uses the
 * others.
 */
export function thisMachine(whose: Whose): Machine {
  const work = constantWork();
  const own = new OwnTime(whose);
  const look = async (): Promise<MachineLook> => {
    const workUs = await work.measure();
    const oursMs = await own.totalMs();
    const times = await cpuTimes();
    const atMs = performance.now();
    const cpus = availableParallelism();
    if (times === undefined)
      return { atMs, cpus, hostCpus: cpus, workUs, oursMs: null, othersMs: null, stealMs: null };
    const { idleMs, interruptMs, stealMs } = times;
    const usedMs = atMs * times.cpus - idleMs - interruptMs - stealMs;
    return {
      atMs,
      cpus,
      hostCpus: times.cpus,
      workUs,
      oursMs,
      stealMs,
      othersMs: oursMs === null ? null : usedMs - oursMs,
    };
  };
  return { look, close: () => work.close() };
}
