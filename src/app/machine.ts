import { readFile, statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import type { MachineFigures } from "../probe/probe.ts";

/** How this machine is now; `folder` says on which disk. */
export async function machineFigures(folder: string): Promise<MachineFigures> {
  const times = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busyMs: user + nice + sys + irq, totalMs: user + nice + sys + irq + idle }));
  const { bavail, bsize } = await statfs(folder);
  return {
    busyMs: times.reduce((sum, { busyMs }) => sum + busyMs, 0),
    totalMs: times.reduce((sum, { totalMs }) => sum + totalMs, 0),
    memoryUsedPercent: Math.round((1 - (await availableMemory()) / totalmem()) * 1_000) / 10,
    diskFreeMiB: Math.round((bavail * bsize) / 2 ** 20),
  };
}

/** What programs could still have: the kernel gives its file cache away when it is asked. Bytes. */
async function availableMemory(): Promise<number> {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile("/proc/meminfo", "utf8").catch(() => ""))?.[1];
  return kib === undefined ? freemem() : Number(kib) * 1_024;
}
