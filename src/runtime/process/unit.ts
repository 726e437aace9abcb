import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { GamedayError } from "../../kernel/error.ts";
import { oneAtATime } from "../../kernel/one-at-a-time.ts";
import type { Death, Instance, PowerState } from "../runtime.ts";
import { isStopped, startChild, type Child } from "./child.ts";
import type { ComponentKind, Doors } from "./component.ts";
import { untilHealthy } from "./health.ts";

export interface UnitOptions {
  readonly id: string;
  readonly host: string;
  readonly withinMs: number;
  readonly nice: number;
  readonly logFile: string;
  readonly cwd: string;
  readonly pickPort: (host: string) => Promise<number>;
  /** Called when it dies unasked. */
  readonly onExit: (death: Death) => void;
}

/**
 * Ports are chosen first and bound later by the program; this often another program may be faster.
 */
const portAttempts = 5;
/** After SIGKILL, and for the kernel to act on SIGSTOP and SIGCONT. Milliseconds. */
const killWithinMs = 10_000;
const haltWithinMs = 2_000;

/**
 * One component's life: started on a port of its own, switched off and on there, and gone at the
 * end. Acts on it wait for each other.
 */
export class Unit {
  readonly #kind: ComponentKind;
  readonly #options: UnitOptions;
  #child: Child | undefined;
  #doors: Doors | undefined;
  #starts = 0;
  /** The state that was asked for: a death while it should run is reported. */
  #told: PowerState = "stopped";
  readonly #inTurn = oneAtATime();

  constructor(kind: ComponentKind, options: UnitOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  get starts(): number {
    return this.#starts;
  }

  /** Where it listens, once it is healthy for the first time. */
  get doors(): Doors | undefined {
    return this.#doors;
  }

  start(signal: AbortSignal): Promise<Instance> {
    return this.#inTurn(() => this.#freshStart(signal));
  }

  /** Back on the same address, or awake again when it was only paused. */
  restart(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#child?.alive() === true) return this.#halt("SIGCONT");
      if (this.#doors !== undefined) await this.#launch(this.#doors, signal);
    });
  }

  pause(): Promise<void> {
    return this.#inTurn(() => this.#halt("SIGSTOP"));
  }

  resume(): Promise<void> {
    return this.#inTurn(() => this.#halt("SIGCONT"));
  }

  kill(): Promise<void> {
    return this.#inTurn(() => this.#end("exited", "SIGKILL", killWithinMs));
  }

  stop(): Promise<void> {
    return this.#inTurn(() =>
      this.#end("stopped", this.#kind.endsBy ?? "SIGTERM", this.#kind.endsWithinMs),
    );
  }

  /** Kills it out of turn, whatever it is doing. */
  destroy(): Promise<void> {
    return this.#end("exited", "SIGKILL", killWithinMs);
  }

  /** Removes its data. */
  discard(): Promise<void> {
    return this.#kind.discard();
  }

  /** The state that the system reports, whatever caused it. */
  async state(): Promise<PowerState> {
    if (this.#child?.alive() !== true) return this.#told === "stopped" ? "stopped" : "exited";
    return (await isStopped(this.#child.pid)) ? "paused" : "running";
  }

  async #freshStart(signal: AbortSignal): Promise<Instance> {
    const { id, host, logFile, pickPort } = this.#options;
    await this.#kind.prepare(signal);
    for (let attempt = 1; ; attempt += 1) {
      const doors: Doors = {
        host,
        port: await pickPort(host),
        ...(this.#kind.needsAdminPort ? { adminPort: await pickPort(host) } : {}),
      };
      try {
        await this.#launch(doors, signal);
      } catch (error) {
        if (attempt < portAttempts && error instanceof GamedayError && error.code === "GD-E007")
          continue;
        throw error;
      }
      this.#doors = doors;
      const settled = await this.#kind.settle(doors);
      signal.throwIfAborted();
      return {
        id,
        host,
        port: doors.port,
        ...(this.#child === undefined ? {} : { pid: this.#child.pid }),
        logFile,
        ...settled,
      };
    }
  }

  async #launch(doors: Doors, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { id, withinMs, nice, logFile, cwd } = this.#options;
    const logFrom = await stat(logFile).then(
      ({ size }) => size,
      () => 0,
    );
    const child = await startChild(this.#kind.program(doors), { nice, logFile, cwd });
    this.#child = child;
    try {
      await untilHealthy(child, {
        id,
        kind: this.#kind,
        doors,
        withinMs,
        logFile,
        logFrom,
        signal,
      });
    } catch (error) {
      await this.#end("exited", "SIGKILL", killWithinMs);
      throw error;
    }
    this.#told = "running";
    this.#starts += 1;
    void child.ended.then((death) => this.#onEnd(child, death));
  }

  #onEnd(child: Child, death: Death): void {
    if (this.#child !== child || (this.#told !== "running" && this.#told !== "paused")) return;
    this.#told = "exited";
    this.#options.onExit(death);
  }

  async #halt(how: "SIGSTOP" | "SIGCONT"): Promise<void> {
    const child = this.#child;
    if (child?.alive() !== true) return;
    this.#told = how === "SIGSTOP" ? "paused" : "running";
    child.signal(how);
    const deadline = performance.now() + haltWithinMs;
    while (
      child.alive() &&
      (await isStopped(child.pid)) !== (how === "SIGSTOP") &&
      performance.now() < deadline
    )
      await sleep(2);
  }

  async #end(told: PowerState, how: NodeJS.Signals, withinMs: number): Promise<void> {
    const child = this.#child;
    if (child?.alive() !== true) return;
    this.#told = told;
    child.signal(how);
    // A stopped process acts on SIGTERM only after it goes on.
    child.signal("SIGCONT");
    if (!(await child.endsWithin(withinMs))) child.signal("SIGKILL");
    await child.ended;
    // Whatever it had started itself.
    child.signal("SIGKILL");
  }
}
