/** The thread that sends the load of the built-in driver. Started by `builtin.ts` alone. */
import type { LoadBin } from "../event/load.ts";
import { parentPort, workerData } from "node:worker_threads";
import { agenda } from "./agenda.ts";
import { connections, type Connections } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import { runFlow, type Floor, type FlowRunner } from "./flow-runner.ts";
import { lineup } from "./lineup.ts";
import type { LoadFlow } from "./load.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./message.ts";
import { secureBy } from "./secure.ts";
import { goAhead } from "./priority.ts";

/**
 * How often timeouts are looked for and whole seconds are handed over. The outcome itself is
 * decided by exact times.
 */
const sweepMs = 10;

const start = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error("load/worker: not a worker thread");
const tell = (message: FromWorker): void => port.postMessage(message);

// `performance.now()` is cheap and `hrtime` is shared by all threads: both read the same clock, so
// one offset joins them.
const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
const nowMs = (): number => performance.now() + offsetMs;

const halt = new Int32Array(start.halt);
const pools = new Map<string, Connections>();
const runners = new Map<string, FlowRunner>();
const inFlight = new Set<Exchange>();
const later = agenda(() => arm());
const line = lineup();

const floor: Floor = {
  seed: start.seed,
  maxInFlight: start.maxInFlight,
  nowMs,
  secondOf: (ms) => Math.floor((ms - start.originMonoMs) / 1_000),
  halted: () => Atomics.load(halt, 0) === 1,
  agenda: later,
  inFlight,
  routes,
};

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/**
 * Endpoints take turns; a user keeps one source address. Flows with a bound of their own do not
 * share connections, and those that want a new one for each request must not use up what the others
 * keep.
 */
function routes(flow: LoadFlow): (user: number) => Connections {
  const max = flow.connections?.max ?? Number.POSITIVE_INFINITY;
  const shared = max === Number.POSITIVE_INFINITY && flow.connections?.reuse !== false;
  const owner = shared && flow.tls === undefined ? "" : flow.id;
  const sources = flow.from === undefined || flow.from.length === 0 ? [undefined] : flow.from;
  const table = sources.map((from) =>
    flow.to.map((to) =>
      kept(pools, `${owner} ${to.host} ${to.port} ${from}`, () =>
        connections({
          to,
          from,
          max,
          secure: flow.tls === undefined ? undefined : secureBy(flow.tls, to),
        }),
      ),
    ),
  );
  let turn = 0;
  return (user) => {
    turn += 1;
    const pool = table[user % table.length]?.[turn % flow.to.length];
    if (pool === undefined) throw new Error(`load: flow ${flow.id} has no target`);
    return pool;
  };
}

function add(flow: LoadFlow): void {
  runners.set(flow.id, runFlow(flow, floor, runners.get(flow.id)));
}

/** A halt may come in the middle of a burst: a second with requests still due is not whole. */
function due(nextMs: number, now: number): number {
  return nextMs <= now ? floor.secondOf(nextMs) : Number.POSITIVE_INFINITY;
}

function wholeBins(before: number): LoadBin[] {
  const bins: LoadBin[] = [];
  const now = nowMs();
  const limit = Math.min(before, due(later.nextMs, now));
  let over = false;
  for (const [id, runner] of runners) {
    for (const bin of runner.take(Math.min(limit, due(runner.nextMs, now)))) bins.push(bin);
    if (runner.done) over = runners.delete(id);
  }
  if (over) disordered = true;
  return bins;
}

function sweep(now: number): void {
  for (const exchange of inFlight) if (exchange.deadlineMs < now) exchange.cancel("timeout");
  const bins = wholeBins(floor.secondOf(now));
  if (bins.length > 0) tell({ tells: "bins", bins });
}

let nextSweepMs = 0;
let timer: NodeJS.Timeout | undefined;
let timerMs = 0;
/** The flows' turns may have changed otherwise than by sending. */
let disordered = true;

function tick(): void {
  if (floor.halted()) return;
  if (disordered) line.set(runners.values());
  disordered = false;
  const now = nowMs();
  line.pump(now, floor.halted);
  for (let run = later.takeDue(now); run !== undefined; run = later.takeDue(now)) run();
  if (now >= nextSweepMs) {
    sweep(now);
    nextSweepMs = now + sweepMs;
  }
  arm();
}

/**
 * Wakes for whatever is due first. Node rounds down to whole milliseconds and wakes up to one
 * later.
 */
function arm(): void {
  const nextMs = disordered ? 0 : Math.min(nextSweepMs, later.nextMs, line.nextMs);
  const waitMs = Math.max(1, Math.trunc(nextMs - nowMs()));
  if (waitMs === timerMs && timer !== undefined) {
    timer.refresh();
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(tick, waitMs);
  timerMs = waitMs;
}

/** Called after each order. However many orders come together, the flows are sorted once. */
function reorder(): void {
  disordered = true;
  arm();
}

function stop(): void {
  // The running second counts too when each of its requests has ended; seconds with cancelled
  // requests are dropped whole.
  tell({ tells: "stopped", bins: wholeBins(floor.secondOf(nowMs()) + 1) });
  for (const pool of pools.values()) pool.close();
  port?.close();
}

port.on("message", (message: ToWorker) => {
  switch (message.do) {
    case "add":
      add(message.flow);
      return reorder();
    case "rate":
      runners.get(message.flow)?.setRate(message.perSecond, message.overMs);
      return reorder();
    case "end":
      runners.get(message.flow)?.end();
      return reorder();
    case "stop":
      return stop();
    default:
      message satisfies never;
  }
});

goAhead();
for (const flow of start.flows) add(flow);
tell({ tells: "ready" });
tick();
