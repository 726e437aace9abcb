import { execFile, spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Death } from "../runtime.ts";

/** What to run and with what environment. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its children lead groups of their own: halting it and killing it must reach each of them. */
  readonly leadsGroups?: boolean;
}

/**
 * A child process that leads a group of its own, so that what it starts is paused and killed with
 * it.
 */
export interface Child {
  readonly pid: number;
  /** Resolves once. */
  readonly ended: Promise<Death>;
  readonly alive: () => boolean;
  /** To the whole group; nothing happens when it is gone. */
  signal(name: NodeJS.Signals): void;
  /** True when it has ended within the time. */
  endsWithin(ms: number): Promise<boolean>;
}

/**
 * Starts a program at the given niceness, its output appended to a log file that outlives us both.
 */
export async function startChild(
  { program, args, env, leadsGroups = false }: Program,
  { nice, logFile, cwd }: { nice: number; logFile: string; cwd: string },
): Promise<Child> {
  const log = await open(logFile, "a");
  try {
    const [command, all] =
      nice === 0 ? [program, args] : ["nice", ["-n", String(nice), program, ...args]];
    const child = spawn(command, all, {
      env,
      cwd,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    const started = Promise.withResolvers<number>();
    child.once("spawn", () => started.resolve(child.pid ?? 0)).once("error", started.reject);
    return watched(child, await started.promise, leadsGroups);
  } finally {
    await log.close();
  }
}

function watched(child: ChildProcess, pid: number, leadsGroups: boolean): Child {
  const { promise: ended, resolve } = Promise.withResolvers<Death>();
  let alive = true;
  child.once("exit", (code, signal) => {
    alive = false;
    resolve(signal === null ? { detail: `exit code ${code}` } : { detail: signal, signal });
  });
  return {
    pid,
    ended,
    alive: () => alive,
    signal: (name) => {
      // A request to end is for the leader, which ends its children gracefully.
      const groups = leadsGroups && outright.has(name) ? childrenOf(pid) : [];
      for (const group of [pid, ...groups]) signalGroup(group, name);
    },
    endsWithin: async (ms) => {
      const stop = new AbortController();
      const late = sleep(ms, false, { signal: stop.signal }).catch(() => false);
      try {
        return await Promise.race([ended.then(() => true), late]);
      } finally {
        stop.abort();
      }
    },
  };
}

/** Signals that a process cannot handle itself. */
const outright: ReadonlySet<NodeJS.Signals> = new Set(["SIGSTOP", "SIGCONT", "SIGKILL"]);

/** The processes that a process has started; none where the system does not say. */
function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return text.split(" ").flatMap((child) => (child.trim() === "" ? [] : [Number(child)]));
  } catch {
    return [];
  }
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch (error) {
    // macOS says EPERM of a group whose last process is dead but not yet waited for.
    if (
      !(
        error instanceof Error &&
        "code" in error &&
        (error.code === "ESRCH" || error.code === "EPERM")
      )
    )
      throw error;
  }
}

/** True while the system holds the process stopped (SIGSTOP), whatever stopped it. */
export async function isStopped(pid: number): Promise<boolean> {
  if (process.platform !== "linux") {
    const { stdout } = await promisify(execFile)("ps", ["-o", "state=", "-p", String(pid)]).catch(
      () => ({ stdout: "" }),
    );
    return stdout.trim().startsWith("T");
  }
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The program's name is in brackets and may hold spaces and brackets itself.
  return text.slice(text.lastIndexOf(")") + 2).startsWith("T");
}
