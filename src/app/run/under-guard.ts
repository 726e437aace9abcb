import { fileURLToPath } from "node:url";
import type { Residue } from "../../event/heal.ts";
import type { Clock } from "../../kernel/clock.ts";
import { guardRun } from "../../watch/guard-run.ts";
import { onInterrupt, type Interrupt } from "./interrupt.ts";
import { removeTemp } from "../../register/own-temp.ts";
import type { Entry, Registry } from "../../register/registry.ts";

export interface GuardedWork {
  readonly entry: Entry;
  readonly registry: Registry;
  readonly clock: Pick<Clock, "wallMs">;
  /** Nothing of a simulated drill outlives its command. */
  readonly simulated?: boolean;
  readonly say: (text: string) => void;
  /** What the first Ctrl-C starts, reported after `heal`. */
  readonly healing: string;
}

/** A registered run in progress. */
export interface UnderGuard {
  readonly interrupt: Interrupt;
  /** Processes with the drill's mark that stopping the stack does not end. */
  readonly spare: () => readonly number[];
  /** From here on something may remain, until `healed` says otherwise. */
  begins(): void;
  /** What healing left behind: if there is anything, the run does not count as ended. */
  healed(residue: readonly Residue[]): void;
}

/**
 * Does a registered run's work with its watchdog beside it, handles Ctrl-C, and marks the run as
 * ended once nothing of it remains.
 */
export async function underGuard<T>(
  { entry, registry, clock, simulated = false, say, healing }: GuardedWork,
  work: (guard: UnderGuard) => Promise<T>,
): Promise<T> {
  const { drill } = entry;
  const interrupt = onInterrupt(say, {
    first: () => `\nheal    ${healing}`,
    second: () =>
      `the command exited before healing was done; its watchdog finishes it, or run: gameday stop ${drill}`,
  });
  let watchdog: Awaited<ReturnType<typeof guardRun>> | undefined;
  let remains = false;
  try {
    if (!simulated) watchdog = await guardRun(entry, registry, watchdogFile(), say);
    return await work({
      interrupt,
      spare: () => watchdog?.spare() ?? [],
      begins: () => void (remains = true),
      healed: (residue) => void (remains = residue.length > 0),
    });
  } finally {
    interrupt.release();
    removeTemp(entry);
    // `gameday stop` handles what remains: it looks for drills that have not ended.
    if (!remains) registry.end(drill, "over", new Date(clock.wallMs()).toISOString());
    await watchdog?.release();
  }
}

function watchdogFile(): string {
  const file = import.meta.url.endsWith(".ts") ? "./watchdog-process.ts" : "./watchdog-process.js";
  return fileURLToPath(new URL(file, import.meta.url));
}
