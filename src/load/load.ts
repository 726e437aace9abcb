/**
 * The port to a load driver: an open model (requests leave on a schedule whatever the answers do), several flows at once,
 * retargetable while it runs. Latency counts from the *scheduled* time, so a stalled server or a late generator cannot hide.
 */
import type { Endpoint } from "../runtime/runtime.ts";

/** One step of a journey, ready to send. `{name}` in texts is replaced per request from `vars` and `user`. */
export interface LoadStep {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly expectStatus: number;
  /** Answers later than this count as slow; the time-out when not given. */
  readonly underMs: number;
}

export interface LoadFlow {
  readonly id: string;
  readonly perSecond: number;
  readonly users: number;
  readonly steps: readonly LoadStep[];
  /** `id: {from: 1, to: 200000}`, or a list to draw from. */
  readonly vars: Readonly<Record<string, { from: number; to: number } | readonly (string | number | boolean)[]>>;
  readonly to: readonly Endpoint[];
}

/** One finished second of one flow; see `LoadBin` in `event/`, whose shape this is. */
export interface Bin {
  readonly flow: string;
  readonly second: number;
  readonly offered: number;
  readonly good: number;
  readonly slow: number;
  readonly error: number;
  readonly timeout: number;
  readonly unsent: number;
  readonly rejected: number;
  readonly newlyHurt: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly lateP99: number;
}

export interface LoadRun {
  /** Adds a flow while running. */
  add(flow: LoadFlow): void;
  /** Changes a flow's rate, requests per second; 0 pauses it. */
  setRate(flow: string, perSecond: number): void;
  /** Ends a flow: no further request leaves. */
  end(flow: string): void;
  /** Rates as they are now. */
  rates(): Readonly<Record<string, number>>;
  /** Stops sending at once, cancels what is in flight, delivers the last bins and frees everything. Idempotent. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly flows: readonly LoadFlow[];
  readonly seed: string;
  /** The clock's `monoMs` at exercise second 0: bins are counted from there. */
  readonly originMonoMs: number;
  /** Called once per flow and second, in order of seconds, as soon as every request of that second has ended. */
  readonly onBin: (bin: Bin) => void;
  /** The driver itself broke; its flows are no longer sent. */
  readonly onError: (error: Error) => void;
}

export interface LoadDriver {
  readonly name: string;
  start(options: LoadOptions): Promise<LoadRun>;
}
