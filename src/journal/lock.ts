import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import type { Clock } from "../kernel/clock.ts";
import { GamedayError } from "../kernel/error.ts";
import { originText, seenFrom, thisOrigin, type Origin } from "./origin.ts";

/** Who holds a lock. A process id alone is not enough: the system gives it away again. */
export interface LockHolder {
  readonly pid: number;
  /** When that process started, in whatever unit its system uses. */
  readonly start: string;
  /** Where it runs (default: here). */
  readonly origin?: Origin;
}

export interface LockOptions {
  /**
   * How long a lock of another host or pid namespace counts, because its holder cannot be seen
   * from here. By the clock of the disk that both write to. Milliseconds (default: for ever).
   */
  readonly elsewhereForMs?: number;
}

/** An exclusive lock, held until released or until the process dies. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock `<file>.lock`. The lock of a dead process is taken over, also that of an earlier
 * boot; a living one refuses with GD-R005, and so does one that is held elsewhere. A lock file is
 * written aside and linked into place, so that no one ever reads half of one.
 */
export function takeLock(
  file: string,
  { elsewhereForMs = Number.POSITIVE_INFINITY }: LockOptions = {},
): Lock {
  const path = `${file}.lock`;
  const mine: LockHolder = {
    pid: process.pid,
    start: processStart(process.pid) ?? "",
    origin: thisOrigin(),
  };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const linked = linkLock(path, mine);
    if (linked.done) return { release: () => releaseLock(path, mine) };
    const holder = readHolder(path);
    if (holder === undefined) continue;
    const held = seen(holder, path);
    if (held === "elsewhere" ? ageMs(path, linked.atMs) < elsewhereForMs : held === "alive")
      throw refused(file, holder, held === "elsewhere");
    removeStale(path, holder, mine);
  }
  throw new GamedayError("GD-R005", `${file} could not be locked: others keep taking ${path}`, {
    hint: "try again",
  });
}

function refused(file: string, { pid, origin }: LockHolder, elsewhere: boolean): GamedayError {
  if (!elsewhere || origin === undefined)
    return new GamedayError("GD-R005", `${file} is being written by process ${pid}`, {
      hint: "one drill has one writer: wait for it, or end that drill with: gameday stop",
    });
  return new GamedayError(
    "GD-R005",
    `${file} is being written by process ${pid} of ${originText(origin)}, which cannot be seen from here`,
    { hint: "wait for it, or where it runs no more: gameday stop DRILL --elsewhere" },
  );
}

/**
 * The same, and while a living process holds it, waits for it; GD-R005 when it is still held after
 * `patienceMs`.
 */
export async function waitForLock(
  file: string,
  clock: Clock,
  patienceMs: number,
  options: LockOptions = {},
): Promise<Lock> {
  for (const until = clock.monoMs() + patienceMs; ;) {
    try {
      return takeLock(file, options);
    } catch (error) {
      if (!(error instanceof GamedayError) || error.code !== "GD-R005" || clock.monoMs() > until)
        throw error;
    }
    await clock.sleep(50);
  }
}

/** The living process that holds the lock of a file, if any. */
export function lockHolder(file: string): LockHolder | undefined {
  const path = `${file}.lock`;
  const holder = readHolder(path);
  return holder !== undefined && seen(holder, path) === "alive" ? holder : undefined;
}

/** Answers also what the time is, by the clock of that disk. */
function linkLock(
  path: string,
  mine: LockHolder,
): { readonly done: boolean; readonly atMs: number } {
  const aside = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`;
  writeFileSync(aside, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
  const atMs = statSync(aside).mtimeMs;
  try {
    linkSync(aside, path);
    return { done: true, atMs };
  } catch (error) {
    if (codeOf(error) === "EEXIST") return { done: false, atMs };
    throw error;
  } finally {
    unlinkSync(aside);
  }
}

/**
 * Only the holder of a dead lock's claim may remove it, and only while the lock is still that dead
 * one; else two late comers could each remove the fresh lock of the other.
 */
function removeStale(path: string, dead: LockHolder, mine: LockHolder): void {
  const claim = `${path}.claim`;
  const claimed = linkLock(claim, mine);
  if (!claimed.done) {
    const claimer = readHolder(claim);
    if (claimer === undefined) return;
    const held = seen(claimer, claim);
    if (held === "dead" || (held === "elsewhere" && ageMs(claim, claimed.atMs) > claimsForMs))
      unlinkQuietly(claim);
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

/**
 * Undefined when there is no lock; a lock in an unknown form counts as one without a living holder.
 */
function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { pid, start, origin } = JSON.parse(text) as Partial<LockHolder>;
    if (typeof pid === "number" && typeof start === "string")
      return { pid, start, ...(origin === undefined ? {} : { origin }) };
  } catch {
    // Not ours.
  }
  return { pid: 0, start: "" };
}

function sameHolder(a: LockHolder | undefined, b: LockHolder): boolean {
  return (
    a !== undefined &&
    a.pid === b.pid &&
    a.start === b.start &&
    a.origin?.boot === b.origin?.boot &&
    a.origin?.pids === b.origin?.pids
  );
}

function seen(holder: LockHolder, path: string): "alive" | "dead" | "elsewhere" {
  const { origin } = holder;
  const from =
    origin === undefined ? "here" : seenFrom(thisOrigin(), origin, modifiedMs(path) / 1_000);
  if (from === "here") return isAlive(holder) ? "alive" : "dead";
  return from === "earlier-boot" ? "dead" : "elsewhere";
}

/** A claim is held for as long as it takes to remove a file. Milliseconds. */
const claimsForMs = 60_000;

function ageMs(path: string, nowMs: number): number {
  return nowMs - modifiedMs(path);
}

function modifiedMs(path: string): number {
  // One that has just gone is looked for again.
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isAlive(holder: LockHolder): boolean {
  if (holder.pid <= 0) return false;
  const start = processStart(holder.pid);
  return start === undefined ? belongsToAnother(holder.pid) : start === holder.start;
}

/**
 * When a process started: clock ticks since boot on Linux, a date elsewhere; undefined when there
 * is no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // The name, in brackets, may hold anything; the 22nd field is the 20th after it.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // Dead, and only waiting for its parent to notice.
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    }
    return (
      execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, LC_ALL: "C" },
      }).trim() || undefined
    );
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
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
