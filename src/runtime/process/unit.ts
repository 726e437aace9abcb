import { readFile, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { formatDuration } from "../../kernel/duration.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Instance, PowerState } from "../runtime.ts";
import { isStopped, startChild, type Child } from "./child.ts";
import type { ComponentKind, Doors } from "./component.ts";
import { portFree } from "./port.ts";

export interface UnitOptions {
  readonly id: string;
  readonly host: string;
  readonly withinMs: number;
  readonly nice: number;
  readonly logFile: string;
  readonly cwd: string;
  readonly pickPort: (host: string) => Promise<number>;
  /** Died without being told to. */
  readonly onExit: (detail: string) => void;
}

/** One component's life: started on a port of its own, switched off and on there, and gone at the end. */
export interface Unit {
  start(signal: AbortSignal): Promise<Instance>;
  restart(signal: AbortSignal): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  state(): Promise<PowerState>;
  starts(): number;
  doors(): Doors | undefined;
  /** Kills it, whatever it is doing. */
  destroy(): Promise<void>;
  /** Removes its data. */
  discard(): Promise<void>;
}

/** Ports are chosen first and bound later by the program; this often another program may be faster. */
const portAttempts = 5;

/** Gives a component of some kind a life. Acts on it wait for each other. */
export function createUnit(kind: ComponentKind, options: UnitOptions): Unit {
  const { id, host, logFile } = options;
  let child: Child | undefined;
  let doors: Doors | undefined;
  let starts = 0;
  /** What it was told to be; a death while it should run is news. */
  let told: PowerState = "stopped";
  let lane: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = lane.then(work, work);
    lane = mine.catch(() => undefined);
    return mine;
  };

  const end = async (state: PowerState, how: NodeJS.Signals, withinMs: number): Promise<void> => {
    told = state;
    if (child?.alive() !== true) return;
    child.signal(how);
    // A stopped process acts on SIGTERM only after it goes on.
    child.signal("SIGCONT");
    if (!(await child.endsWithin(withinMs))) child.signal("SIGKILL");
    await child.ended;
    // Whatever it had started itself.
    child.signal("SIGKILL");
  };

  const launch = async (at: Doors, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const logFrom = await stat(logFile).then(({ size }) => size, () => 0);
    const mine = await startChild(kind.program(at), { nice: options.nice, logFile, cwd: options.cwd });
    child = mine;
    try {
      await untilHealthy(mine, { kind, at, signal, ...options, logFrom });
    } catch (error) {
      await end("exited", "SIGKILL", 0);
      throw error;
    }
    told = "running";
    starts += 1;
    void mine.ended.then((how) => {
      if (child === mine && (told === "running" || told === "paused")) {
        told = "exited";
        options.onExit(how);
      }
    });
  };

  const freshStart = async (signal: AbortSignal): Promise<Instance> => {
    await kind.prepare(signal);
    for (let attempt = 1; ; attempt += 1) {
      const at: Doors = { host, port: await options.pickPort(host), ...(kind.needsAdminPort ? { adminPort: await options.pickPort(host) } : {}) };
      try {
        await launch(at, signal);
      } catch (error) {
        if (attempt < portAttempts && error instanceof GamedayError && error.code === "GD-E007") continue;
        throw error;
      }
      doors = at;
      const settled = await kind.settle(at);
      signal.throwIfAborted();
      return { id, host, port: at.port, ...(child === undefined ? {} : { pid: child.pid }), logFile, ...settled };
    }
  };

  const state = async (): Promise<PowerState> => {
    if (child?.alive() !== true) return told === "stopped" ? "stopped" : "exited";
    return (await isStopped(child.pid)) ? "paused" : "running";
  };

  const halt = async (how: "SIGSTOP" | "SIGCONT"): Promise<void> => {
    if (child?.alive() !== true) return;
    told = how === "SIGSTOP" ? "paused" : "running";
    child.signal(how);
    const deadline = performance.now() + 2_000;
    while (child.alive() && (await isStopped(child.pid)) !== (how === "SIGSTOP") && performance.now() < deadline) await sleep(2);
  };

  return {
    start: (signal) => inTurn(() => freshStart(signal)),
    restart: (signal) =>
      inTurn(async () => {
        if (child?.alive() === true) return halt("SIGCONT");
        if (doors !== undefined) await launch(doors, signal);
      }),
    pause: () => inTurn(() => halt("SIGSTOP")),
    resume: () => inTurn(() => halt("SIGCONT")),
    kill: () => inTurn(() => end("exited", "SIGKILL", 10_000)),
    stop: () => inTurn(() => end("stopped", "SIGTERM", kind.endsWithinMs)),
    state,
    starts: () => starts,
    doors: () => doors,
    destroy: () => end("exited", "SIGKILL", 10_000),
    discard: () => kind.discard(),
  };
}

interface Wait extends UnitOptions {
  readonly kind: ComponentKind;
  readonly at: Doors;
  readonly signal: AbortSignal;
  /** Where in the log this start begins. */
  readonly logFrom: number;
}

async function untilHealthy(child: Child, wait: Wait): Promise<void> {
  const { id, kind, at, signal, withinMs } = wait;
  const deadline = performance.now() + withinMs;
  while (child.alive() && performance.now() < deadline) {
    const healthy = await kind.healthy(at, child.pid);
    signal.throwIfAborted();
    if (healthy && child.alive()) return;
    await child.endsWithin(25);
  }
  signal.throwIfAborted();
  const log = (await readFile(wait.logFile).catch(() => Buffer.alloc(0))).subarray(wait.logFrom).toString("utf8");
  if (!child.alive() && (await lostItsPort(log, at))) {
    throw new GamedayError("GD-E007", `${id}: another program took the port ${at.host}:${at.port} first`, { hint: "gameday doctor shows what earlier drills left running" });
  }
  const what = child.alive() ? `does not become healthy within ${formatDuration(withinMs)}` : `ends before it is healthy (${await child.ended})`;
  throw new GamedayError("GD-R001", `${id} ${what}\n${log.trimEnd().split("\n").slice(-15).join("\n")}`, { hint: `the whole log: ${wait.logFile}` });
}

async function lostItsPort(log: string, { host, port, adminPort }: Doors): Promise<boolean> {
  if (/EADDRINUSE|address already in use/i.test(log)) return true;
  return !((await portFree(host, port)) && (adminPort === undefined || (await portFree(host, adminPort))));
}
