/** A measurement of one thing. One file per probe; `index.ts` is the list. */
import type { z } from "zod";
import type { Endpoint, Power } from "../runtime/runtime.ts";
import type { Mysql } from "../mysql/mysql.ts";

/** What a probe may reach: nothing but the stack. */
export interface ProbeWorld {
  /** Addresses of a component's replicas. */
  endpoints(component: string): readonly Endpoint[];
  /** A connection outside every pool, as the monitoring account. */
  mysql(component: string): Promise<Mysql>;
  readonly power: Power;
  /** The log file of a component, for probes that count lines. */
  logFile(component: string): string;
  readonly signal: AbortSignal;
}

export type Reading = number | string | null;

export interface Probe<P = Record<string, unknown>> {
  readonly name: string;
  readonly doc: string;
  /** Arguments under `with:`. */
  readonly params: z.ZodType<P>;
  /** `component` when the signal must name a target. */
  readonly target: "component" | "mysql" | "none";
  /** One reading, or a throw that becomes a sample with an error. Called about once a second; must end by itself. */
  open(world: ProbeWorld, target: string, params: P): { read(): Promise<Reading>; close(): Promise<void> };
}
