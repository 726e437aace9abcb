import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { BusyProgram } from "./machine.ts";
import { cpuTimes, processIds, processTimes } from "./proc.ts";

/** What programs other than this one use of the CPUs. */
export interface Busy {
  readonly cpus: number;
  readonly othersCpus: number;
  /** The busiest first. */
  readonly programs: readonly BusyProgram[];
}

/** Looks for so long, milliseconds; undefined where there is no /proc. */
export async function busyPrograms(forMs: number, signal?: AbortSignal): Promise<Busy | undefined> {
  const before = await everything();
  await sleep(forMs, undefined, signal === undefined ? {} : { signal });
  const after = await everything();
  if (before === undefined || after === undefined) return undefined;
  const tookMs = after.atMs - before.atMs;
  const share = (pid: number): number =>
    ((after.each.get(pid)?.ownMs ?? 0) - (before.each.get(pid)?.ownMs ?? 0)) / tookMs;
  const programs = [...after.each]
    .filter(([pid]) => pid !== process.pid)
    .map(([pid, { name }]) => ({ pid, name, cpus: share(pid) }))
    .toSorted((a, b) => b.cpus - a.cpus);
  return {
    cpus: availableParallelism(),
    othersCpus: Math.max(0, (after.usedMs - before.usedMs) / tookMs - share(process.pid)),
    programs,
  };
}

async function everything(): Promise<
  | {
      atMs: number;
      usedMs: number;
      each: ReadonlyMap<number, { readonly name: string; readonly ownMs: number }>;
    }
  | undefined
> {
  const all = await Promise.all(
    (await processIds()).map(async (pid) => [pid, await processTimes(pid)] as const),
  );
  const times = await cpuTimes();
  const atMs = performance.now();
  const each = new Map(all.flatMap(([pid, of]) => (of === undefined ? [] : [[pid, of] as const])));
  return times === undefined
    ? undefined
    : { atMs, each, usedMs: atMs * times.cpus - times.idleMs - times.interruptMs - times.stealMs };
}
