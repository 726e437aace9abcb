import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { findServer } from "../../mysql/server/find.ts";
import { serverEnvironment, type MysqlServer, type Step } from "../../mysql/server/server.ts";
import { processCapabilities } from "../capabilities.ts";
import type { DrillMark } from "../drill-mark.ts";
import { inStack } from "../in-stack.ts";
import { powerFacts } from "../power-facts.ts";
import type { ComponentSpec, Endpoint, Instance, Leftover, Power, Runtime } from "../runtime.ts";
import { UnderWay } from "../under-way.ts";
import {
  fileName,
  type ComponentKind,
  type Doors,
  type Site,
  type StackFolders,
} from "./component.ts";
import { findConfinement } from "./confine.ts";
import { processKinds } from "./kind/index.ts";
import { socketName } from "./kind/mysql.ts";
import { findProgram, type DistroProgram, type FoundProgram } from "./distro/program.ts";
import { markVariables } from "./mark.ts";
import { choosePort } from "./port.ts";
import { sweep } from "./sweep.ts";
import { Unit } from "./unit.ts";

export interface ProcessRuntimeOptions {
  /** What its processes are marked with. */
  readonly mark: DrillMark;
  /** Data of components goes into a folder below it, which is removed at the end. */
  readonly workDir: string;
  /** Stays: one file for each component, and a slow log for each database. */
  readonly logDir: string;
  readonly cacheDir: string;
  /**
   * Sockets go into a folder below it, which is removed at the end. Short: socket paths end at 100
   * bytes.
   */
  readonly tempDir: string;
  /** How far the stack's priority is below that of engine, probes and load. */
  readonly nice?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** A program's name, `shop/api` → the absolute path of its file. */
  readonly programFile: (name: string) => string;
  /**
   * Whether each component has its own 127.R.Z.H; without it all share 127.0.0.1 and ports tell
   * them apart.
   */
  readonly loopbackRange: boolean;
  /** The server to use; without it one is looked for. */
  readonly server?: MysqlServer;
  readonly onStep?: (step: Step) => void;
  /** Processes with the drill's mark that `down` leaves alone: its watchdog. */
  readonly spare?: () => readonly number[];
  readonly pickPort?: (host: string) => Promise<number>;
}

const longestSocketPath = 100;

/**
 * Components as child processes of this machine, each in a process group of its own and with the
 * drill's mark.
 */
export function createProcessRuntime(options: ProcessRuntimeOptions): Runtime {
  const folders: StackFolders = {
    data: join(options.workDir, "stack"),
    sockets: join(options.tempDir, "s"),
    logs: options.logDir,
    cache: options.cacheDir,
  };
  const units = new Map<string, Unit>();
  const underWay = new UnderWay();
  const listeners: Parameters<Runtime["onExit"]>[0][] = [];
  const ending = new AbortController();
  const kindOf = kindsOf(options, folders, ending.signal);

  const start = async (spec: ComponentSpec, signal: AbortSignal): Promise<Instance> => {
    if (units.has(spec.id)) throw new Error(`process runtime: ${spec.id} was started before`);
    signal.throwIfAborted();
    await makeFolders(folders);
    const logFile = join(folders.logs, `${fileName(spec.id)}.log`);
    const unit = new Unit(await kindOf(spec, logFile), {
      id: spec.id,
      host: options.loopbackRange ? spec.address : "127.0.0.1",
      withinMs: spec.health.withinMs,
      nice: options.nice ?? 5,
      logFile,
      cwd: folders.data,
      pickPort: options.pickPort ?? choosePort,
      onExit: (death) => listeners.forEach((listener) => listener(spec.id, death)),
    });
    units.set(spec.id, unit);
    try {
      return await unit.start(signal);
    } catch (error) {
      units.delete(spec.id);
      await unit.destroy();
      await unit.discard();
      throw error;
    }
  };

  const power = powerOf(units, ending.signal, underWay);
  return {
    name: "process",
    capabilities: processCapabilities,
    power,
    state: powerFacts(power),
    start: (spec, signal) => underWay.track(start(spec, AbortSignal.any([signal, ending.signal]))),
    onExit: (listener) => void listeners.push(listener),
    down: () => {
      ending.abort(new Error("the stack is being taken down"));
      return takeDown(options, folders, { units, underWay });
    },
  };
}

/** Makes components of every kind; a database server is looked for when the first one comes. */
function kindsOf(
  options: ProcessRuntimeOptions,
  folders: StackFolders,
  ending: AbortSignal,
): (spec: ComponentSpec, logFile: string) => Promise<ComponentKind> {
  const { onStep, cacheDir, programFile } = options;
  const env = { ...(options.env ?? process.env), ...markVariables(options.mark) };
  let server: Promise<MysqlServer> | undefined;
  let confinement: ReturnType<typeof findConfinement> | undefined;
  const mysql: Site["mysql"] = async () => {
    server ??=
      options.server === undefined ? serverOf(cacheDir, ending) : Promise.resolve(options.server);
    const found = await server;
    confinement ??= findConfinement(
      {
        program: found.daemon,
        args: ["--no-defaults", "--version"],
        env: serverEnvironment(found, env),
      },
      folders.data,
    );
    return { server: found, confinement: await confinement };
  };
  const program = (what: DistroProgram): Promise<FoundProgram> => programOf(what, cacheDir);
  return async (spec, logFile) => {
    if (spec.kind === "container")
      throw new Error(`process runtime: ${spec.id} is the user's own, and was not found by us`);
    return processKinds[spec.kind](spec, {
      env,
      folders,
      logFile,
      onStep,
      programFile,
      program,
      mysql,
    });
  };
}

async function takeDown(
  options: ProcessRuntimeOptions,
  folders: StackFolders,
  { units, underWay }: { units: Map<string, Unit>; underWay: UnderWay },
): Promise<readonly Leftover[]> {
  // Twice: what was being started has by then ended by itself or become a unit.
  for (let round = 0; round < 2; round += 1) {
    await Promise.all([...units.values()].map((unit) => unit.destroy()));
    await underWay.settled();
  }
  const ports = [...units.values()].flatMap((unit) => endpointsOf(unit.doors));
  const leftovers = await sweep(options.mark, [folders.data, folders.sockets], {
    ports,
    spare: options.spare?.() ?? [],
  });
  for (const parent of [options.workDir, options.tempDir])
    await rmdir(parent).catch(() => undefined);
  units.clear();
  return leftovers;
}

function powerOf(units: ReadonlyMap<string, Unit>, ending: AbortSignal, underWay: UnderWay): Power {
  const unit = (id: string): Unit => inStack(units, id);
  return {
    pause: async (id) => unit(id).pause(),
    resume: async (id) => unit(id).resume(),
    kill: async (id) => unit(id).kill(),
    stop: async (id) => unit(id).stop(),
    start: async (id) => underWay.track(unit(id).restart(ending)),
    state: async (id) => unit(id).state(),
    starts: (id) => units.get(id)?.starts ?? 0,
  };
}

function endpointsOf(doors: Doors | undefined): readonly Endpoint[] {
  if (doors === undefined) return [];
  const { host, port, adminPort } = doors;
  return adminPort === undefined
    ? [{ host, port }]
    : [
        { host, port },
        { host, port: adminPort },
      ];
}

async function serverOf(cacheDir: string, signal: AbortSignal): Promise<MysqlServer> {
  const { found, tried } = await findServer(cacheDir, { signal });
  if (found !== undefined) return found;
  throw new GamedayError("GD-E001", `no MySQL-compatible server that starts\n${tried.join("\n")}`, {
    hint: "gameday setup mysql",
  });
}

async function programOf(what: DistroProgram, cacheDir: string): Promise<FoundProgram> {
  const { found, tried } = await findProgram(what, cacheDir);
  if (found !== undefined) return found;
  throw new GamedayError("GD-E004", `no ${what.name} that starts\n${tried.join("\n")}`, {
    hint: `gameday setup ${what.name}`,
  });
}

async function makeFolders(folders: StackFolders): Promise<void> {
  const longest = join(folders.sockets, "a-database", socketName);
  if (Buffer.byteLength(longest) >= longestSocketPath)
    throw new Error(`process runtime: ${folders.sockets} is too long for sockets`);
  await mkdir(folders.data, { recursive: true, mode: 0o700 });
  await mkdir(folders.sockets, { recursive: true, mode: 0o700 });
  await mkdir(folders.logs, { recursive: true });
}
