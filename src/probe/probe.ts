/** A measurement of one thing. One file per probe; `index.ts` is the list. */
import type { z } from "zod";
import type { Matching } from "../kernel/pattern.ts";
import type { Mysql } from "../mysql/mysql.ts";
import type { Endpoint, Power } from "../runtime/runtime.ts";

/** This machine as it is now. */
export interface MachineFigures {
  /** Of all cores together, since some moment; only differences mean something. */
  readonly busyMs: number;
  readonly totalMs: number;
  readonly memoryUsedPercent: number;
  /** Where the run folder is. */
  readonly diskFreeMiB: number;
}

/**
 * What a probe may reach: nothing but the stack, and only through this, so that a simulated stack
 * fits too.
 */
export interface ProbeWorld {
  /** Addresses of a component's replicas. */
  endpoints(component: string): readonly Endpoint[];
  /** A connection outside every pool, as the monitoring account; kept open between readings. */
  mysql(component: string): Promise<Mysql>;
  readonly power: Power;
  /** One reader per replica: what was written to its log since the last call. */
  logs(component: string): readonly (() => Promise<string>)[];
  /** One GET of a component's address; by https where the component speaks TLS. */
  get(url: string, timeoutMs: number, component: string): Promise<{ status: number; body: string }>;
  /** Milliseconds that opening a TCP connection takes. */
  connectMs(endpoint: Endpoint, timeoutMs: number): Promise<number>;
  /** Sends bytes over a connection of its own and answers what came back once it is whole. */
  exchange(
    endpoint: Endpoint,
    request: Buffer,
    whole: (got: Buffer) => boolean,
    timeoutMs: number,
  ): Promise<Buffer>;
  /** Which texts a scenario's pattern fits: elsewhere than on the thread that runs the drill. */
  readonly matching: Matching;
  machine(): Promise<MachineFigures>;
  monoMs(): number;
  /** By the wall clock, for what programs of the stack have dated. */
  wallMs(): number;
}

/**
 * A number by key, such as a limiter's decisions by customer; its value as a whole is their sum.
 */
export interface KeyedReading {
  readonly keys: Readonly<Record<string, number>>;
}

export type Reading = number | string | null | KeyedReading;

export interface OpenProbe {
  /**
   * One reading, immediately or later, or a throw that becomes a sample with an error. Called about
   * once a second; ends by itself.
   */
  read(): Promise<Reading> | Reading;
  close(): Promise<void>;
}

export interface Probe<P = Record<string, unknown>> {
  readonly name: string;
  readonly doc: string;
  /** Arguments under `with:`. */
  readonly params: z.ZodType<P>;
  /** What the signal must name as its target. */
  readonly target: "component" | "mysql" | "none";
  open(world: ProbeWorld, target: string, params: P): OpenProbe;
  /**
   * What can be said after the response phase, before anything is healed. Written to the journal
   * unchanged.
   */
  conclude?(
    world: ProbeWorld,
    target: string,
    params: P,
  ): Promise<Readonly<Record<string, number | string | null>>>;
}
