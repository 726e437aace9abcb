import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import type { Clock } from "../kernel/clock.ts";
import { GamedayError } from "../kernel/error.ts";

/** Who holds a lock. A process id alone is not enough: the system gives it away again. */
export interface LockHolder {
  readonly pid: number;
  /** When that process started, in whatever unit its system tells it. */
  readonly start: string;
}

/** An exclusive lock, held until released or until the process dies. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock `<file>.lock`. The lock of a dead process is taken over; a living one refuses with GD-R005. A lock file is written
 * aside and linked into place, so that nobody ever reads half of one.
 */
export function takeLock(file: string): Lock {
  const path = `${file}.lock`;
  const mine: LockHolder = { pid: process.pid, start: processStart(process.pid) ?? "" };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (linkLock(path, mine)) return { release: () => releaseLock(path, mine) };
    const holder = readHolder(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new GamedayError("GD-R005", `${file} is being written by process ${holder.pid}`, { hint: "one drill has one writer: wait for it, or end that drill with: gameday stop" });
    }
    if (holder !== undefined) removeStale(path, holder, mine);
  }
  throw new GamedayError("GD-R005", `${file} could not be locked: others keep taking ${path}`, { hint: "try again" });
}

/** The same, and while a living process holds it, waits for it; GD-R005 when it is still held after `patienceMs`. */
export async function waitForLock(file: string, clock: Clock, patienceMs: number): Promise<Lock> {
  for (const until = clock.monoMs() + patienceMs; ; ) {
    try {
      return takeLock(file);
    } catch (error) {
      if (!(error instanceof GamedayError) || error.code !== "GD-R005" || clock.monoMs() > until) throw error;
    }
    await clock.sleep(50);
  }
}

/** The living process that holds the lock of a file, if any. */
export function lockHolder(file: string): LockHolder | undefined {
  const holder = readHolder(`${file}.lock`);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function linkLock(path: string, mine: LockHolder): boolean {
  const aside = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`;
  writeFileSync(aside, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    unlinkSync(aside);
  }
}

/**
 * Only the holder of a dead lock's claim may remove it, and only while the lock is still that dead one; else two late comers could
 * each remove the fresh lock of the other.
 */
function removeStale(path: string, dead: LockHolder, mine: LockHolder): void {
  const claim = `${path}.claim`;
  if (!linkLock(claim, mine)) {
    const claimer = readHolder(claim);
    if (claimer !== undefined && !isAlive(claimer)) unlinkQuietly(claim);
    return;
  }
  try {
    if (sameHolder(readHolder(path), dead)) unlinkQuietly(path);
  } finally {
    unlinkQuietly(claim);
  }
}

function releaseLock(path: string, mine: LockHolder): void {
  if (sameHolder(readHolder(path), mine)) unlinkQuietly(path);
}

/** Undefined when there is no lock; a lock that is not ours to understand counts as held by nobody alive. */
function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  const [, pid, start] = /^\{"pid":(\d+),"start":"([^"]*)"\}$/.exec(text) ?? [];
  return { pid: Number(pid ?? 0), start: start ?? "" };
}

function sameHolder(a: LockHolder | undefined, b: LockHolder): boolean {
  return a !== undefined && a.pid === b.pid && a.start === b.start;
}

function isAlive(holder: LockHolder): boolean {
  if (holder.pid <= 0) return false;
  const start = processStart(holder.pid);
  return start === undefined ? belongsToAnother(holder.pid) : start === holder.start;
}

/** When a process started: clock ticks since boot on Linux, a date elsewhere; undefined when there is no such process. */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // The name, in brackets, may hold anything; the 22nd field is the 20th after it.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // Dead, and only waiting for its parent to notice.
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, LC_ALL: "C" } }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Some systems hide the processes of other users; they still refuse to be signalled. */
function belongsToAnother(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
