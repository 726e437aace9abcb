import { Worker } from "node:worker_threads";
import { GamedayError } from "../kernel/error.ts";
import { checkDriver, checkFlow } from "./check-flow.ts";
import type { LoadDriver, LoadFlow, LoadOptions, LoadRun } from "./load.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./message.ts";

/** Bounds of the built-in driver. */
export interface BuiltinOptions {
  /**
   * The most requests in flight, over all flows; any further ones are `unsent` (default: 4096). A
   * guard, not a model of anything.
   */
  readonly maxInFlight?: number;
  /** Heap of the sending thread, MiB. */
  readonly memoryMb?: number;
}

const stopWithinMs = 60;

/**
 * The built-in driver: an open model sent from a thread of its own, so that a busy engine does not
 * delay it. `stop` ends sending immediately, cancels the requests in flight and drops the seconds
 * that this leaves unfinished: they are not delivered, and not counted as lost.
 */
export function builtinDriver(options: BuiltinOptions = {}): LoadDriver {
  return { name: "builtin", start: (load) => startWorker(options, load) };
}

async function startWorker(options: BuiltinOptions, load: LoadOptions): Promise<LoadRun> {
  for (const flow of load.flows) check(flow);
  const halt = new SharedArrayBuffer(4);
  const worker = openThread(options, load, halt);
  const ready = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  let run: LoadRun | undefined;
  let state: "starting" | "running" | "stopping" | "over" = "starting";

  const broke = (error: Error): void => {
    const failure = new GamedayError(
      "GD-L002",
      `the load generator's thread died: ${error.message}`,
      { cause: error },
    );
    ready.reject(failure);
    stopped.resolve();
    if (state === "running") {
      const second = Math.floor(
        (Number(process.hrtime.bigint()) / 1e6 - load.originMonoMs) / 1_000,
      );
      for (const flow of Object.keys(run?.rates() ?? {}))
        load.onEnded?.({ flow, second, how: "broken", why: error.message });
      load.onError(failure);
    }
    state = "over";
  };
  worker.on("error", broke);
  worker.on("exit", (code) => broke(new Error(`it exited with code ${code}`)));
  worker.on("message", (message: FromWorker) => {
    if (state !== "over" && message.tells !== "ready")
      for (const bin of message.bins) load.onBin(bin);
    if (message.tells === "stopped") stopped.resolve();
    if (message.tells === "ready") ready.resolve();
  });
  await ready.promise;
  state = "running";
  run = running(worker, load.flows, {
    running: () => state === "running",
    async stop() {
      if (state !== "running") return;
      state = "stopping";
      Atomics.store(new Int32Array(halt), 0, 1);
      worker.postMessage({ do: "stop" } satisfies ToWorker);
      const patience = setTimeout(stopped.resolve, stopWithinMs);
      await stopped.promise;
      clearTimeout(patience);
      state = "over";
      await worker.terminate();
    },
  });
  return run;
}

/** The thread that sends; what is written into `halt` forbids it to go on. */
function openThread(options: BuiltinOptions, load: LoadOptions, halt: SharedArrayBuffer): Worker {
  const workerData: WorkerStart = {
    flows: load.flows.map(sendable),
    seed: load.seed,
    originMonoMs: load.originMonoMs,
    maxInFlight: options.maxInFlight ?? 4_096,
    halt,
  };
  const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
  const limits =
    options.memoryMb === undefined
      ? {}
      : { resourceLimits: { maxOldGenerationSizeMb: options.memoryMb } };
  return new Worker(new URL(file, import.meta.url), {
    name: "gameday-load",
    workerData,
    execArgv: [],
    ...limits,
  });
}

function running(
  worker: Worker,
  flows: readonly LoadFlow[],
  life: { running(): boolean; stop(): Promise<void> },
): LoadRun {
  const rates = new Map(flows.map((flow) => [flow.id, flow.perSecond]));
  const order = (message: ToWorker): void => {
    if (life.running()) worker.postMessage(message);
  };
  let stopping: Promise<void> | undefined;
  return {
    add(flow) {
      check(flow);
      if (rates.has(flow.id)) throw new Error(`load: flow ${flow.id} is running already`);
      rates.set(flow.id, flow.perSecond);
      order({ do: "add", flow: sendable(flow) });
    },
    setRate(flow, perSecond, overMs = 0) {
      if (!rates.has(flow)) throw new Error(`load: no flow ${flow}`);
      rates.set(flow, perSecond);
      order({ do: "rate", flow, perSecond, overMs });
    },
    end(flow) {
      if (rates.delete(flow)) order({ do: "end", flow });
    },
    rates: () => Object.fromEntries(rates),
    stop: () => (stopping ??= life.stop()),
  };
}

/** Endpoints may be whole components with functions in them, which no thread can be sent. */
function sendable(flow: LoadFlow): LoadFlow {
  return { ...flow, to: flow.to.map(({ host, port }) => ({ host, port })) };
}

function check(flow: LoadFlow): void {
  checkFlow(flow);
  checkDriver(flow, "builtin");
}
