/** The thread that sends the load of the built-in driver. Started by `builtin.ts` alone. */
import { parentPort, workerData } from "node:worker_threads";
import { connections, type Connections } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import { runFlow, type Floor, type FlowRunner } from "./flow-runner.ts";
import type { Bin, LoadFlow } from "./load.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./message.ts";

/** How often time-outs are looked for and whole seconds are handed over. The outcome itself is decided by exact times. */
const sweepMs = 10;

const start = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error("load/worker: not a worker thread");
const tell = (message: FromWorker): void => port.postMessage(message);

// `performance.now()` is cheap and `hrtime` is shared by all threads: both read the same clock, so one offset joins them.
const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
const nowMs = (): number => performance.now() + offsetMs;

const halt = new Int32Array(start.halt);
const pools = new Map<string, Connections>();
const hurt = new Map<string, Set<number>>();
const runners = new Map<string, FlowRunner>();
const inFlight = new Set<Exchange>();

const floor: Floor = {
  seed: start.seed,
  maxInFlight: start.maxInFlight,
  nowMs,
  secondOf: (ms) => Math.floor((ms - start.originMonoMs) / 1_000),
  halted: () => Atomics.load(halt, 0) === 1,
  inFlight,
  connectionsTo: (flow) => flow.to.map((to) => kept(pools, `${to.host} ${to.port}`, () => connections(to))),
  hurtOf: (flow) => kept(hurt, flow.id, () => new Set<number>()),
};

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function add(flow: LoadFlow): void {
  runners.set(flow.id, runFlow(flow, floor, runners.get(flow.id)));
}

function wholeBins(before: number): Bin[] {
  const bins: Bin[] = [];
  for (const [id, runner] of runners) {
    bins.push(...runner.take(before));
    if (runner.done) runners.delete(id);
  }
  return bins;
}

function sweep(now: number): void {
  for (const exchange of inFlight) if (exchange.deadlineMs < now) exchange.cancel("timeout");
  const bins = wholeBins(floor.secondOf(now));
  if (bins.length > 0) tell({ tells: "bins", bins });
}

let nextSweepMs = 0;
function tick(): void {
  if (floor.halted()) return;
  const now = nowMs();
  let nextMs = Number.POSITIVE_INFINITY;
  for (const runner of runners.values()) {
    runner.pump(now);
    nextMs = Math.min(nextMs, runner.nextMs);
  }
  if (now >= nextSweepMs) {
    sweep(now);
    nextSweepMs = now + sweepMs;
  }
  // Node rounds down to whole milliseconds and wakes up to one later.
  setTimeout(tick, Math.max(1, Math.min(nextMs, nextSweepMs) - nowMs()));
}

function stop(): void {
  // The running second counts too when each of its requests has ended; seconds with cancelled requests are dropped whole.
  tell({ tells: "stopped", bins: wholeBins(floor.secondOf(nowMs()) + 1) });
  for (const pool of pools.values()) pool.close();
  port?.close();
}

port.on("message", (message: ToWorker) => {
  switch (message.do) {
    case "add":
      return add(message.flow);
    case "rate":
      return runners.get(message.flow)?.setRate(message.perSecond, message.overMs);
    case "end":
      return runners.get(message.flow)?.end();
    case "stop":
      return stop();
    default:
      message satisfies never;
  }
});

for (const flow of start.flows) add(flow);
tell({ tells: "ready" });
tick();
