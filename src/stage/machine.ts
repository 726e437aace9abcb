import { readFile, statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { EventData } from "../event/event.ts";
import type { MachineFigures } from "../probe/probe.ts";

export { hasLoopbackRange } from "../runtime/process/port.ts";

/** This machine, as a drill's journal begins with it. */
export function thisHost(): EventData["drill.planned"]["host"] {
  return {
    cpus: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
}

/** How this machine is now; `folder` says on which disk. */
export async function machineFigures(folder: string): Promise<MachineFigures> {
  const times = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({
    busyMs: user + nice + sys + irq,
    totalMs: user + nice + sys + irq + idle,
  }));
  return {
    busyMs: times.reduce((sum, { busyMs }) => sum + busyMs, 0),
    totalMs: times.reduce((sum, { totalMs }) => sum + totalMs, 0),
    memoryUsedPercent: Math.round((1 - (await availableMemory()) / totalmem()) * 1_000) / 10,
    diskFreeMiB: Math.round(await freeMiB(folder)),
  };
}

/** Room on the disk of a folder. */
export async function freeMiB(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 2 ** 20;
}

/** What programs could still have: the kernel gives its file cache away when it is asked. Bytes. */
async function availableMemory(): Promise<number> {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(
    await readFile("/proc/meminfo", "utf8").catch(() => ""),
  )?.[1];
  return kib === undefined ? freemem() : Number(kib) * 1_024;
}
