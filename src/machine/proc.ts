/**
 * The figures under Linux's /proc that a drill needs. Times are milliseconds of
 * CPU.
 */
import { readdir, readFile } from "node:fs/promises";

/** Linux counts CPU time for programs in hundredths of a second, whatever it uses inside. */
const tickMs = 10;

export interface CpuTimes {
  readonly cpus: number;
  readonly idleMs: number;
  /** Hard and soft interrupts. */
  readonly interruptMs: number;
  readonly stealMs: number;
}

export interface ProcessTimes {
  readonly name: string;
  readonly parent: number;
  /** Its own time and that of children that it has waited for. */
  readonly withChildrenMs: number;
  readonly ownMs: number;
}

/** All CPUs together since boot; undefined where there is no /proc. */
export async function cpuTimes(): Promise<CpuTimes | undefined> {
  const text = await readFile("/proc/stat", "utf8").catch(() => "");
  const all = /^cpu +(.*)$/m.exec(text)?.[1]?.split(" ").map(Number);
  if (all === undefined || all.length < 8) return undefined;
  const [, , , idle = 0, waiting = 0, hard = 0, soft = 0, steal = 0] = all;
  return {
    cpus: text.match(/^cpu\d/gm)?.length ?? 1,
    idleMs: (idle + waiting) * tickMs,
    interruptMs: (hard + soft) * tickMs,
    stealMs: steal * tickMs,
  };
}

/** The processes that can be seen from here. */
export async function processIds(): Promise<readonly number[]> {
  return (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Undefined for a process that is gone. */
export async function processTimes(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name is in brackets and may contain anything, even brackets.
  const end = text.lastIndexOf(")");
  if (end < 0) return undefined;
  const fields = text.slice(end + 2).split(" ");
  const ticks = (index: number): number => Number(fields[index] ?? 0) * tickMs;
  return {
    name: text.slice(text.indexOf("(") + 1, end),
    parent: Number(fields[1]),
    ownMs: ticks(11) + ticks(12),
    withChildrenMs: ticks(11) + ticks(12) + ticks(13) + ticks(14),
  };
}

/** Empty for a process that is gone, or that we may not look into. */
export function environOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
}

/**
 * Which container a process is in, as text that is equal for all of one container; undefined when
 * we may not know.
 */
export async function containerOf(pid: number): Promise<string | undefined> {
  const groups = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
  return /[0-9a-f]{64}/.exec(groups)?.[0];
}
