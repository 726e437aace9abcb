/**
 * The port to a load driver: an open model (requests leave on a schedule, whatever the responses
 * are) of several flows, whose rates can change while it runs. Latency counts from the *scheduled*
 * time, so a stalled server or a late generator cannot hide.
 */
import type { Flow } from "../event/flow.ts";
import type { LoadBin, LoadEnd, LoadThreshold } from "../event/load.ts";
import type { Endpoint } from "../runtime/runtime.ts";

export type LoadFlow = Flow<Endpoint>;

export interface LoadRun {
  /** Adds a flow while running. */
  add(flow: LoadFlow): void;
  /**
   * Changes a flow's rate, requests per second, immediately or in a straight line over `overMs`; 0
   * pauses it.
   */
  setRate(flow: string, perSecond: number, overMs?: number): void;
  /**
   * Ends a flow: no further request leaves, also no later step and no retry. Nothing happens when
   * it has ended already.
   */
  end(flow: string): void;
  /** Rates as they are now. */
  rates(): Readonly<Record<string, number>>;
  /**
   * Stops sending immediately, cancels what is in flight, delivers the last bins and frees
   * everything. Seconds with cancelled requests are dropped whole: they are neither delivered nor
   * counted as lost. Idempotent. A user's own script may still tear down, for up to a minute, and
   * is judged by its thresholds; in a `hurry` it is not waited for.
   */
  stop(hurry?: boolean): Promise<void>;
}

export interface LoadOptions {
  readonly flows: readonly LoadFlow[];
  readonly seed: string;
  /** The clock's `monoMs` at exercise second 0: bins are counted from there. */
  readonly originMonoMs: number;
  /**
   * Called once per flow and second, in order of seconds, as soon as every request of that second
   * has ended.
   */
  readonly onBin: (bin: LoadBin) => void;
  /** The driver itself broke; its flows are no longer sent. */
  readonly onError: (error: Error) => void;
  /**
   * A flow is no longer sent although it was not ended. `onError` follows when the run cannot go
   * on.
   */
  readonly onEnded?: (end: LoadEnd) => void;
  /** Only scripts have thresholds. */
  readonly onThreshold?: (threshold: LoadThreshold) => void;
}

export interface LoadDriver {
  readonly name: string;
  start(options: LoadOptions): Promise<LoadRun>;
}
