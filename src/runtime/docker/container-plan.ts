import type { Step } from "../../mysql/server/server.ts";
import type { DrillMark } from "../drill-mark.ts";
import type { ComponentSpec, Endpoint, Instance, ServerSpecs } from "../runtime.ts";
import type { Engine } from "./engine.ts";
import type { DrillNetworks } from "./networks.ts";
import type { TarFile } from "./tar.ts";

/** Where one container is reached from outside. */
export interface Doors extends Endpoint {
  /** For kinds that listen on a second port. */
  readonly adminPort?: number;
  /** Further ports, inside → outside. */
  readonly more: ReadonlyMap<number, number>;
}

/** What differs between a service, a database and a fault proxy. `unit.ts` gives it a life. */
export interface ContainerPlan {
  readonly image: string;
  /** The image's own where it is left out. */
  readonly entrypoint?: readonly string[];
  /** Asked for with the address that the container will have in its networks. */
  readonly command?: (address: string) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The image's own where it is left out. */
  readonly user?: string;
  /** Takes every capability of root away: for programs that need none. */
  readonly unprivileged: boolean;
  /** What it listens on inside. */
  readonly port: number;
  readonly adminPort?: number;
  /** Further ports inside that are published. */
  readonly morePorts?: readonly number[];
  /** Put into it before each first start. */
  readonly files: readonly TarFile[];
  /** Folders in memory of a fixed size: path → bytes. */
  readonly bounded: Readonly<Record<string, number>>;
  readonly memoryBytes: number;
  /** One look from outside, which ends by itself soon. */
  healthy(doors: Doors): Promise<boolean>;
  /** Called once, after the first healthy check. Returns what the runtime reports of it. */
  settle(doors: Doors): Promise<Pick<Instance, "detail" | "admin" | "probe">>;
  /**
   * A file inside that is followed into a log beside the component's own: name of the log → path
   * inside.
   */
  readonly followed?: Readonly<Record<string, string>>;
  /** How long it may take to end gracefully. Milliseconds. */
  readonly endsWithinMs: number;
}

/** A component's name in names of files and hosts: `api/1` → `api-1`. */
export function partName(id: string): string {
  return id.replaceAll("/", "-");
}

/**
 * The names by which the others find it: its own, and its component's, which stands for all
 * replicas.
 */
export function aliasesOf({
  id,
  component,
}: {
  readonly id: string;
  readonly component: string;
}): string[] {
  return [...new Set([partName(id), component])];
}

/** The parts of a stack that come as images. */
export type StackImage = "app" | keyof ServerSpecs;

export interface DockerRuntimeOptions {
  readonly engine: Engine;
  readonly mark: DrillMark;
  readonly networks: DrillNetworks;
  /** Stays: one file for each component, and a slow log for each database. */
  readonly logDir: string;
  /** A program's name, `shop/api` → the absolute path of its file. */
  readonly programFile: (name: string) => string;
  /** The folder whose programs the app image holds. */
  readonly baked: string;
  /** The image to use for a part; throws GD-E010 when there is none. */
  readonly image: (part: StackImage) => string;
  readonly pickPort: () => Promise<number>;
  readonly onStep?: (step: Step) => void;
}

/** What container a component of a kind becomes. */
export type PlanKind = (
  spec: ComponentSpec,
  options: DockerRuntimeOptions,
  signal: AbortSignal,
) => Promise<ContainerPlan>;
