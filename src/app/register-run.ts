import { mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { processStart } from "../journal/lock.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Paths } from "./paths.ts";
import type { Entry, Registry } from "./registry.ts";

export interface RunRegistration {
  readonly drill: string;
  readonly scenario: string;
  readonly runtime: string;
  /** A single fault is no drill: verbs are not for it unless it is named. */
  readonly kind?: "fault";
  /** It cannot be running any more so long after now, and a quarter of an hour for healing. Milliseconds. */
  readonly limitMs: number;
  /** Written into the run folder: name → text. */
  readonly files: Readonly<Record<string, string>>;
}

/** Makes a run's folders and registers it, so that every command from any folder finds it; GD-E006 when it cannot be written. */
export function registerRun(paths: Paths, registry: Registry, { drill, scenario, runtime, kind, limitMs, files }: RunRegistration): Entry {
  const runFolder = join(paths.runs, drill);
  const temp = join(paths.sockets, drill.slice(-24));
  try {
    mkdirSync(runFolder, { recursive: true });
    mkdirSync(temp, { recursive: true, mode: 0o700 });
    const entry: Entry = {
      v: 1, drill, scenario, runFolder, temp,
      ...(kind === undefined ? {} : { kind }),
      socket: join(temp, "control.sock"),
      runtime,
      pid: process.pid,
      pidStart: processStart(process.pid),
      started: new Date().toISOString(),
      expires: new Date(Date.now() + limitMs + 900_000).toISOString(),
    };
    registry.write(entry);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(runFolder, name), text);
    return entry;
  } catch (error) {
    throw new GamedayError("GD-E006", `cannot write ${runFolder}: ${error instanceof Error ? error.message : String(error)}`, { hint: "set GAMEDAY_RUNS, or run from a folder that you may write to", cause: error });
  }
}

/** Removes the folder of sockets, and the one above it when no other drill has one there. */
export function removeTemp({ temp }: Entry): void {
  rmSync(temp, { recursive: true, force: true });
  try {
    rmdirSync(dirname(temp));
  } catch {
    // Another drill's.
  }
}
