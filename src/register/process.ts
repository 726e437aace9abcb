/**
 * Other processes as a watchdog sees them: named by process id and start time, because ids are
 * given away again.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processStart } from "../journal/lock.ts";

export interface NamedProcess {
  readonly pid: number;
  /** As `processStart` tells it. */
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

/** How a command's process stands, as the system tells it. */
export type Standing = "runs" | "stopped" | "gone";

/** Lives, is held by SIGSTOP (or Ctrl-Z), or is gone. */
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
 * Kills exactly that process and waits until it is gone; false when it is not within the time.
 * Nobody else is hit, whoever has its id now.
 */
export async function makeSureGone(who: NamedProcess, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; lives(who); waitedMs += 10) {
    if (waitedMs > withinMs) return false;
    try {
      process.kill(who.pid, "SIGKILL");
    } catch {
      // It went by itself, or is not ours to kill; the next look tells.
    }
    await sleep(10);
  }
  return true;
}
