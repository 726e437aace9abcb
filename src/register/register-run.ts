import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makePrivateFolder } from "./private-folder.ts";
import { processStart } from "../journal/lock.ts";
import { thisOrigin } from "../journal/origin.ts";
import { GamedayError } from "../kernel/error.ts";
import { drillId } from "../kernel/id.ts";
import { messageOf } from "../kernel/message-of.ts";
import type { DrillMark } from "../runtime/drill-mark.ts";
import { refuseHeld } from "./stop-switch.ts";
import { identityOf } from "./identity.ts";
import { newTemp, removeTemp } from "./own-temp.ts";
import { keepFilesPrivate } from "./private-files.ts";
import type { Paths } from "./paths.ts";
import { realClock } from "./real-clock.ts";
import type { Entry, Registry } from "./registry.ts";
import { sealOf } from "./sealed-run.ts";

export interface RunRegistration {
  /** When it begins, milliseconds since 1970; with scenario and seed it makes the drill's id. */
  readonly wallMs: number;
  readonly scenario: string;
  readonly seed: string;
  readonly runtime: string;
  readonly engine?: Entry["engine"];
  /** A single fault is not a drill: verbs do not apply to it unless it is named. */
  readonly kind?: "fault";
  readonly targets?: Entry["targets"];
  /** A person plays it: its files are closed to readers. */
  readonly sealed?: boolean;
  /**
   * It cannot be running any more this long after now, plus a quarter of an hour for healing.
   * Milliseconds.
   */
  readonly limitMs: number;
  /** Files to write into the run folder: name, or path below it → text. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Gives a run its id, makes its folders and registers it, so that every command from any folder
 * finds it; GD-E006 when it cannot be written, GD-E012 while new drills are held. The id is unique
 * among drills that start at the same moment and among folders left from earlier ones.
 */
export function registerRun(paths: Paths, registry: Registry, run: RunRegistration): Entry {
  refuseHeld(paths.state);
  const lost = new Set<string>();
  for (;;) {
    const drill = drillId(
      run.wallMs,
      run.scenario,
      run.seed,
      (id) => lost.has(id) || registry.read(id) !== undefined || existsSync(join(paths.runs, id)),
    );
    const entry = entryOf(paths, drill, run);
    if (registered(registry, entry, closed(paths, entry, run.files)))
      return unlessHeld(paths, registry, entry);
    lost.add(drill);
  }
}

/**
 * If the stop switch is pulled meanwhile, either it has seen this entry, or the hold is seen here.
 */
function unlessHeld(paths: Paths, registry: Registry, entry: Entry): Entry {
  try {
    refuseHeld(paths.state);
    return entry;
  } catch (error) {
    registry.forget(entry.drill);
    discard(entry);
    throw error;
  }
}

function entryOf(
  paths: Paths,
  drill: string,
  { scenario, runtime, engine, kind, targets, sealed, limitMs }: RunRegistration,
): Entry {
  const lastsS = Math.ceil(limitMs / 1_000) + 900;
  const mark: DrillMark = {
    drill,
    owner: identityOf(paths.state).owner,
    secret: randomBytes(16).toString("hex"),
    lastsS,
  };
  const temp = newTemp(paths.sockets);
  return {
    v: 1,
    drill,
    scenario,
    temp,
    runtime,
    mark,
    runFolder: join(paths.runs, drill),
    ...(engine === undefined ? {} : { engine }),
    ...(kind === undefined ? {} : { kind }),
    ...(targets === undefined ? {} : { targets }),
    ...(sealed === true ? { sealed } : {}),
    socket: join(temp, "control.sock"),
    pid: process.pid,
    pidStart: processStart(process.pid),
    origin: thisOrigin(),
    started: new Date().toISOString(),
    startedMono: Math.round(realClock.monoMs()),
    expires: new Date(Date.now() + lastsS * 1_000).toISOString(),
  };
}

function closed(
  { state }: Paths,
  entry: Entry,
  files: RunRegistration["files"],
): RunRegistration["files"] {
  const seal = sealOf(state, entry);
  return seal === undefined
    ? files
    : Object.fromEntries(
        Object.entries(files).map(([name, text]) => [name, `${seal.close(text)}\n`]),
      );
}

/** False when another process was faster. */
function registered(registry: Registry, entry: Entry, files: RunRegistration["files"]): boolean {
  const { drill, runFolder, temp } = entry;
  let added = false;
  let ours = false;
  try {
    mkdirSync(dirname(runFolder), { recursive: true });
    keepFilesPrivate();
    added = registry.add(entry);
    ours = added && claimed(runFolder);
    if (!ours) return false;
    makePrivateFolder(temp);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(runFolder, name)), { recursive: true });
      writeFileSync(join(runFolder, name), text, { flag: "wx", mode: 0o600 });
    }
    return true;
  } catch (error) {
    if (ours) discard(entry);
    ours = false;
    throw error instanceof GamedayError ? error : cannotWrite(entry, error);
  } finally {
    if (added && !ours) registry.forget(drill);
  }
}

/** Removes what was made for a run that could not be registered. */
function discard(entry: Entry): void {
  rmSync(entry.runFolder, { recursive: true, force: true });
  removeTemp(entry);
}

/** Names the folder that could not be written, and how to move it elsewhere. */
function cannotWrite({ runFolder, temp }: Entry, error: unknown): GamedayError {
  const path =
    error instanceof Error && "path" in error && typeof error.path === "string"
      ? error.path
      : runFolder;
  const within = (folder: string): boolean => path.startsWith(dirname(folder));
  const elsewhere = within(temp)
    ? ["the socket folder", "TMPDIR"]
    : ["the state folder", "XDG_STATE_HOME"];
  const [what, variable] = within(runFolder) ? ["the run folder", "GAMEDAY_RUNS"] : elsewhere;
  return new GamedayError("GD-E006", `cannot write ${what} ${path}: ${messageOf(error)}`, {
    hint: `free some space, or set ${variable} to a writable folder`,
    cause: error,
  });
}

/** Makes a folder; false when it exists already. */
function claimed(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
