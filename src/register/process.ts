/** Other processes, identified by process id and start time, because the system reuses ids. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processStart } from "../journal/lock.ts";

export interface NamedProcess {
  readonly pid: number;
  /** As `processStart` returns it. */
  readonly start: string | undefined;
}

/** This very process. */
export function thisProcess(): NamedProcess {
  return { pid: process.pid, start: processStart(process.pid) };
}

/** True while exactly that process lives. */
export function lives({ pid, start }: NamedProcess): boolean {
  return start !== undefined && processStart(pid) === start;
}

/** Whether a command's process runs, as the system reports it. */
export type Standing = "runs" | "stopped" | "gone";

/** It runs, is held by SIGSTOP (or Ctrl-Z), or is gone. */
export function standingOf(who: NamedProcess): Standing {
  if (!lives(who)) return "gone";
  return isStopped(who.pid) ? "stopped" : "runs";
}

function isStopped(pid: number): boolean {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" })
        .trim()
        .startsWith("T");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Also while a debugger holds it.
    return /^[Tt]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/**
 * Kills exactly that process and waits until it is gone; false when it is not gone in time. No
 * other process is hit, even if one has its id now.
 */
export async function makeSureGone(who: NamedProcess, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; lives(who); waitedMs += 10) {
    if (waitedMs > withinMs) return false;
    try {
      process.kill(who.pid, "SIGKILL");
    } catch {
      // It went by itself, or is not ours to kill; the next look shows which.
    }
    await sleep(10);
  }
  return true;
}
