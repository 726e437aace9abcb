import type { MysqlServer, Step } from "../../mysql/server/server.ts";
import type { ComponentSpec, Endpoint, Instance } from "../runtime.ts";
import type { Program } from "./child.ts";
import type { Confinement } from "./confine.ts";
import type { DistroProgram, FoundProgram } from "./distro/program.ts";

/** Where one component listens. */
export interface Doors extends Endpoint {
  /** For kinds that listen on a second port. */
  readonly adminPort?: number;
}

/**
 * What differs between a service and a database. One component's worth; `unit.ts` gives it a life.
 */
export interface ComponentKind {
  /** Before the first start: its folders and data. */
  prepare(signal: AbortSignal): Promise<void>;
  /** The program for a start on these ports; called again for each start. */
  program(doors: Doors): Program;
  /** One look, which ends by itself soon. */
  healthy(doors: Doors, pid: number): Promise<boolean>;
  /** Called once, after the first healthy check. Returns what the runtime reports of it. */
  settle(doors: Doors): Promise<Pick<Instance, "detail" | "admin" | "probe" | "socket">>;
  /** Removes its folders and data. */
  discard(): Promise<void>;
  readonly needsAdminPort: boolean;
  /** The signal that makes it end gracefully (default: SIGTERM). */
  readonly endsBy?: NodeJS.Signals;
  /** How long it may take to end gracefully. Milliseconds. */
  readonly endsWithinMs: number;
}

/** What every component of a stack shares. */
export interface StackFolders {
  /** Data of components, below the drill's work folder. */
  readonly data: string;
  /** Sockets: a path so short that a socket's name fits. */
  readonly sockets: string;
  readonly logs: string;
  readonly cache: string;
}

/** A component's name in file names: `api/1` → `api-1`. */
export function fileName(id: string): string {
  return id.replaceAll("/", "-");
}

/** What a kind is made with. */
export interface Site {
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
  readonly logFile: string;
  readonly onStep: ((step: Step) => void) | undefined;
  /** A program's name, `shop/api` → the absolute path of its file. */
  readonly programFile: (name: string) => string;
  /** A server of the distribution; GD-E004 with what to type where there is none. */
  program(what: DistroProgram): Promise<FoundProgram>;
  /** The MySQL-compatible server, looked for once, and what holds it to its own folders. */
  mysql(): Promise<{
    readonly server: MysqlServer;
    readonly confinement: Confinement | { readonly why: string };
  }>;
}

/** Makes one component of a kind. */
export type MakeKind = (spec: ComponentSpec, site: Site) => Promise<ComponentKind>;
