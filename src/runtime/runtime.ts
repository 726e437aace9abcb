/**
 * The port to the running stack, in narrow parts: a fault or a probe names only the part it needs.
 * Adapters live in the folders beside this file (`process/`, `docker/`, `sim/`), and only `stage/`
 * picks one. All adapters pass `test/contract/runtime.contract.ts`.
 */

import type { Attachment } from "../event/attachment.ts";
import type { Facts } from "../event/facts.ts";
import type { MysqlLogin } from "../mysql/mysql.ts";
import type { ReplicationPart } from "../mysql/replication.ts";

/**
 * What an adapter may or may not be able to do; a fault lists what it needs and the plan refuses
 * the rest.
 */
export type Capability =
  | "pause"
  | "kill"
  | "stop"
  | "load"
  | keyof ServerSpecs
  | "cpu"
  | "memory"
  | "disk"
  | "network";

/** What a server of each kind is made from. A new kind is a line here. */
export interface ServerSpecs {
  readonly mysql: MysqlSpec;
  readonly postgres: PostgresSpec;
  readonly redis: RedisSpec;
  readonly haproxy: HaproxySpec;
}

/** One component (one replica of it), with every expression evaluated. */
export interface ComponentSpec extends Partial<ServerSpecs> {
  /** `db`, or `api/1` for the first replica of several. */
  readonly id: string;
  readonly component: string;
  /** A container is the user's own: it is found, not made. */
  readonly kind: keyof ServerSpecs | "service" | "container";
  /** `region/zone/rack`. */
  readonly at: string;
  /** 127.R.Z.H from the plan; adapters without a loopback range use 127.0.0.1. */
  readonly address: string;
  readonly program?: string;
  readonly config: Record<string, unknown>;
  /** Component name → where its replicas are. */
  readonly needs: Record<string, readonly Endpoint[]>;
  /** `tls`: asked by https, whatever its certificate is; by a name where the server wants one. */
  readonly health: {
    readonly path: string;
    readonly withinMs: number;
    readonly tls?: { readonly servername?: string | undefined } | undefined;
  };
  /** A service's: account → password, of every database and store behind it. */
  readonly passwords?: Readonly<Record<string, string>>;
}

/** What a scenario says of a balancer, durations in milliseconds. */
export interface HaproxySpec {
  readonly routes: readonly { readonly prefix: string; readonly to: string }[];
  readonly check: {
    readonly path: string;
    readonly every: number;
    readonly within: number;
    readonly fall: number;
    readonly rise: number;
  };
  readonly timeouts: { readonly connect: number; readonly server: number; readonly queue: number };
  readonly retries: number;
  readonly retryLate: boolean;
  readonly maxPerServer?: number | undefined;
}

/** The one account of a Redis, by the name that Redis itself has for it. */
export const storeAccount = "default";

export interface RedisSpec {
  readonly password: string;
  /** As in redis.conf. */
  readonly settings: Record<string, string | number | boolean>;
}

export interface PostgresSpec {
  /** As in postgresql.conf. */
  readonly settings: Record<string, string | number | boolean>;
  readonly database: string;
  /** SQL text, placeholders already filled. */
  readonly seedSql: string | undefined;
  /** Name → password. */
  readonly accounts: Record<string, string>;
}

export interface MysqlSpec {
  readonly variables: Record<string, string | number | boolean>;
  readonly database: string;
  /** SQL text, placeholders already filled. */
  readonly seedSql: string | undefined;
  readonly accounts: Record<string, { password: string; grants: readonly string[] }>;
  /** Only for servers that take part in replication. */
  readonly replication?: ReplicationPart;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * A started component. Its own host and port are where it is reached from outside: by probes, load
 * and people.
 */
export interface Instance extends Endpoint {
  readonly id: string;
  /**
   * Where the other components of the stack reach it, when that is another address: a name in the
   * stack's network.
   */
  readonly inside?: Endpoint;
  readonly pid?: number;
  /** For people: version and flavour. */
  readonly detail: string;
  /** What it prints, in one file over all its starts. */
  readonly logFile?: string;
  /** A database's socket file, if it has one: no other server can listen there while it is down. */
  readonly socket?: string;
  /**
   * Access to a database for calibration, checks and heal: an account outside the scenario's, on a
   * port that stays open when all connections are taken.
   */
  readonly admin?: MysqlLogin;
  /** The same for what a scenario asks of a database: an account that can only read. */
  readonly probe?: MysqlLogin;
}

export type PowerState = "running" | "paused" | "stopped" | "exited";

/**
 * Switches components off and on. Every call is idempotent and resolves when the state is reached.
 */
export interface Power {
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  /** SIGKILL or its equal. */
  kill(id: string): Promise<void>;
  /** An orderly stop. */
  stop(id: string): Promise<void>;
  /**
   * Brings a killed or stopped component back on the same address and waits until it is healthy.
   */
  start(id: string): Promise<void>;
  state(id: string): Promise<PowerState>;
  /** Why its process cannot be ended from here as a crash would end it; undefined where it can. */
  whyNoKill?(id: string): Promise<string | undefined>;
  /**
   * Why a part that was there before us is there no more, so that nothing can be undone at it;
   * undefined where it is.
   */
  whyGone?(id: string): Promise<string | undefined>;
  /**
   * Why a fault of it could not be undone: it is gone, it would be removed when it `ends`, or other
   * software would reverse the undo.
   */
  whyNoUndo?(id: string, ends: boolean): Promise<string | undefined>;
  /** How often it was started; shows a restart. */
  starts(id: string): number;
}

/**
 * Reports what a drill must leave as it found it. Healing compares, and every difference is
 * residue.
 */
export interface Capture {
  /**
   * Of a component that is down, too. Nothing that changes by itself: no process ids, start times,
   * restart counts. The fact `running` is its own: on our own stack people may have changed it.
   */
  capture(id: string): Promise<Facts>;
  /** True for what was there before us and stays after us, such as a user's own container. */
  stays(id: string): boolean;
}

/** What a component may use of the machine at most; what is not there is not bounded. */
export interface Allowance {
  /** Cores: 0.5 is half of one. */
  readonly cpus?: number;
  readonly memoryBytes?: number;
  /** Memory and swap together. */
  readonly memoryAndSwapBytes?: number;
  /** What it is promised: a limit cannot be lower. Never changed by a fault. */
  readonly reservedBytes?: number;
}

/** Bounds what a component may use. */
export interface Limits {
  allowance(id: string): Promise<Allowance>;
  /** Makes the named bounds what they are here; null takes one away. Others stay. */
  allow(
    id: string,
    change: { readonly [bound in Exclude<keyof Allowance, "reservedBytes">]?: number | null },
  ): Promise<void>;
  /**
   * What the system holds it to and how that is felt, in words for people: `throttled in 40 of 52
   * periods`.
   */
  felt(id: string): Promise<string>;
  /**
   * The limits that the system enforces now, as far as they are known; empty for a component that
   * does not run.
   */
  inForce(id: string): Promise<Pick<Allowance, "memoryBytes">>;
}

/** Who reaches whom. */
export interface Network {
  attachments(id: string): Promise<readonly Attachment[]>;
  /**
   * Cuts a group off from everything else, both ways; its members still reach each other. `ports`:
   * whether its published ports can still be reached from outside. Idempotent. Returns the networks
   * that each member was on.
   */
  part(
    ids: readonly string[],
    ports: "open" | "closed",
  ): Promise<Readonly<Record<string, readonly Attachment[]>>>;
  /**
   * Networks that a running component is on by name alone: it has no endpoint there, so it cannot
   * be reached.
   */
  lost(id: string): Promise<readonly string[]>;
  /**
   * Puts a component on exactly these networks; throws with what to do when it cannot be put on
   * one. Idempotent.
   */
  restore(id: string, attachments: readonly Attachment[]): Promise<void>;
}

/** Space on a disk as a component sees it. */
export interface Room {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** Whether it is a volume of a fixed size: what is full there fills nothing else. */
  readonly bounded: boolean;
}

/** The disks of components. */
export interface Disk {
  room(id: string, folder: string): Promise<Room>;
  /** Writes a file until only so much is free. Refuses where the room is not bounded. */
  fill(id: string, file: string, leaveBytes: number): Promise<void>;
  /** Removes such a file. Idempotent. */
  remove(id: string, file: string): Promise<void>;
  exists(id: string, file: string): Promise<boolean>;
}

/**
 * Brings a stack up and takes it down. Parts that not every adapter has come with their capability.
 */
export interface Runtime {
  /** As in `--runtime`. */
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly power: Power;
  readonly limits?: Limits;
  readonly network?: Network;
  readonly disk?: Disk;
  readonly state?: Capture;
  /**
   * Starts one component and resolves when it is healthy; GD-R001 with the end of its log when it
   * is not in time.
   */
  start(spec: ComponentSpec, signal: AbortSignal): Promise<Instance>;
  /** Ids of the containers that run for the drill now. */
  containers?(): Promise<readonly string[]>;
  /** Calls the listener when a component dies unasked. */
  onExit(listener: (id: string, death: Death) => void): void;
  /**
   * Takes everything down, also what was started between two journal lines, and says what it could
   * not remove. Idempotent.
   */
  down(): Promise<readonly Leftover[]>;
}

/** How a component ended. */
export interface Death {
  /** For people: `exit code 3`, `SIGKILL`. */
  readonly detail: string;
  /** What it was ended by, where that is known and it was a signal. */
  readonly signal?: string;
}

export interface Leftover {
  readonly what: "process" | "port" | "file" | "container" | "network" | "volume";
  readonly detail: string;
}
