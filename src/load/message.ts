import type { LoadBin } from "../event/load.ts";
import type { LoadFlow } from "./load.ts";

/** What the worker thread is started with. */
export interface WorkerStart {
  readonly flows: readonly LoadFlow[];
  readonly seed: string;
  readonly originMonoMs: number;
  readonly maxInFlight: number;
  /** One 32-bit flag, shared: 1 forbids any further request, even in the middle of a burst. */
  readonly halt: SharedArrayBuffer;
}

/** Orders to the worker thread. */
export type ToWorker =
  | { readonly do: "add"; readonly flow: LoadFlow }
  | {
      readonly do: "rate";
      readonly flow: string;
      readonly perSecond: number;
      readonly overMs: number;
    }
  | { readonly do: "end"; readonly flow: string }
  | { readonly do: "stop" };

/** What the worker thread reports. */
export type FromWorker =
  | { readonly tells: "ready" }
  | { readonly tells: "bins"; readonly bins: readonly LoadBin[] }
  | { readonly tells: "stopped"; readonly bins: readonly LoadBin[] };
