import { readFile, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { DrillMark } from "../drill-mark.ts";
import type { Endpoint, Leftover } from "../runtime.ts";
import { workingIn } from "./kin.ts";
import { findMarked } from "./mark.ts";
import { portFree } from "./port.ts";
import { messageOf } from "../../kernel/message-of.ts";

export interface SweepOptions {
  /** Ports that must be free afterwards. */
  readonly ports?: readonly Endpoint[];
  /** Processes of the drill that stay alive: a watchdog that is sweeping. */
  readonly spare?: readonly number[];
}

/** How long killed processes may take to go, and ports to be free. Milliseconds. */
const patienceMs = 5_000;

/**
 * Kills everything that carries the drill's mark, comes from what does, or works in these paths,
 * which are the drill's alone; removes the paths, and says what it could not remove. Safe for a
 * drill that is long gone.
 */
export async function sweep(
  mark: DrillMark,
  paths: readonly string[],
  { ports = [], spare = [] }: SweepOptions = {},
): Promise<readonly Leftover[]> {
  const processes = await killAll(mark, paths, new Set(spare));
  const files = await Promise.all(paths.map(removed));
  const held = await Promise.all(ports.map(released));
  return [...processes, ...files.flat(), ...held.flat()];
}

/** Again and again: what dies last may have started another one meanwhile. */
async function killAll(
  mark: DrillMark,
  paths: readonly string[],
  spare: ReadonlySet<number>,
): Promise<readonly Leftover[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const [marked, working] = await Promise.all([findMarked(mark), workingIn(paths)]);
    const all = new Set([...marked, ...working.map(({ pid }) => pid)]);
    const pids = [...all].filter((pid) => !spare.has(pid));
    if (pids.length === 0) return [];
    if (performance.now() > deadline)
      return Promise.all(
        pids.map(async (pid) => ({
          what: "process" as const,
          detail: `${pid} (${await nameOf(pid)})`,
        })),
      );
    for (const pid of pids) kill(pid);
    await sleep(10);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself, or is not ours to kill; the next look shows which.
  }
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "unknown program")).trim();
}

async function removed(path: string): Promise<readonly Leftover[]> {
  const trouble = await rm(path, { recursive: true, force: true, maxRetries: 3 }).then(
    () => "",
    (error: unknown) => messageOf(error),
  );
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  return there ? [{ what: "file", detail: trouble === "" ? path : `${path}: ${trouble}` }] : [];
}

async function released({ host, port }: Endpoint): Promise<readonly Leftover[]> {
  const deadline = performance.now() + patienceMs;
  while (!(await portFree(host, port))) {
    if (performance.now() > deadline) return [{ what: "port", detail: `${host}:${port}` }];
    await sleep(20);
  }
  return [];
}
