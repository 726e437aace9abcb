import type { LoadBin } from "../event/load.ts";
import { mkdir } from "node:fs/promises";
import { GamedayError } from "../kernel/error.ts";
import { checkDriver, checkFlow } from "./check-flow.ts";
import { k6Flow } from "./k6-flow.ts";
import { k6OwnScript } from "./k6-own-script.ts";
import { checkTls } from "./k6-tls.ts";
import type { K6Launch } from "./k6-process.ts";
import type { K6Flow, K6World } from "./k6-world.ts";
import type { LoadDriver, LoadFlow, LoadOptions, LoadRun } from "./load.ts";

/** How k6 is run. */
export interface K6Options {
  /** The program, from `findK6`. */
  readonly binary: string;
  /** Runs it elsewhere than as a process of this machine. */
  readonly launch?: K6Launch;
  /** Where scripts are written and stay: the run folder's `load/`. */
  readonly folder: string;
  /** Where the logs of k6 are kept: the run folder's `logs/` (default: with the scripts). */
  readonly logs?: string;
  /** Added to each process's environment; GAMEDAY_DRILL marks it as this drill's. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Virtual users per flow at most; journeys beyond are dropped and so `unsent`. 1000 when not
   * given.
   */
  readonly maxInFlight?: number;
}

/** Points come every 200 ms, so a second is handed over no earlier than this after it. */
const handOverAfterMs = 500;
const lookEveryMs = 50;

/**
 * Sends each flow by a k6 process of its own, so that flows come and go. A new rate is a new
 * process, and the old one ends when the new one begins to send. k6 has no way of ending gently, so
 * requests on their way are cut then, as at `end`: those that have kept their users waiting too
 * long already count as slow, the others are taken out of the books.
 */
export function k6Driver(options: K6Options): LoadDriver {
  return { name: "k6", start: (load) => startFlows(options, load) };
}

async function startFlows(options: K6Options, load: LoadOptions): Promise<LoadRun> {
  for (const flow of load.flows) check(flow, options);
  for (const folder of [options.folder, options.logs ?? options.folder])
    await mkdir(folder, { recursive: true });
  const world = worldOf(options, load);
  const flows = new Map<string, K6Flow>();
  const rates = new Map(load.flows.map((flow) => [flow.id, flow.perSecond]));
  const leaving = new Map<string, K6Flow>();
  for (const flow of load.flows) flows.set(flow.id, startFlow(flow, world));

  const lost = new Set<K6Flow>();
  function handOver(before: number): void {
    const bins: LoadBin[] = [];
    for (const flow of [...leaving.values(), ...flows.values()]) {
      bins.push(
        ...flow.taken(flow.books.take(Math.min(before, flow.openFrom, flow.lastSecond + 1))),
      );
      if (before - flow.openFrom <= flow.patienceMs / 1_000 || lost.has(flow)) continue;
      lost.add(flow);
      load.onError(
        new GamedayError(
          "GD-L002",
          `k6 never reported the outcome of some requests in second ${flow.openFrom}`,
          { hint: "see the log of k6; --load builtin needs no k6" },
        ),
      );
    }
    for (const [id, flow] of leaving) if (flow.done) leaving.delete(id);
    for (const bin of bins) load.onBin(bin);
  }

  const timer = setInterval(
    () => handOver(world.secondOf(world.nowMs() - handOverAfterMs)),
    lookEveryMs,
  );
  const stop = async (hurry: boolean): Promise<void> => {
    clearInterval(timer);
    await Promise.all([...flows.values(), ...leaving.values()].map((flow) => flow.halt(hurry)));
    handOver(world.secondOf(world.nowMs() - handOverAfterMs));
  };
  try {
    await Promise.all([...flows.values()].map((flow) => flow.begun));
  } catch (error) {
    await stop(true);
    throw error;
  }
  return runOf({ flows, leaving, rates, world, stop });
}

function startFlow(flow: LoadFlow, world: K6World, before?: K6Flow): K6Flow {
  const { script } = flow;
  return script === undefined
    ? k6Flow(flow, world, before)
    : k6OwnScript({ ...flow, script }, world, before);
}

function worldOf(options: K6Options, load: LoadOptions): K6World {
  const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
  return {
    binary: options.binary,
    launch: options.launch,
    folder: options.folder,
    logs: options.logs ?? options.folder,
    env: options.env ?? {},
    seed: load.seed,
    maxInFlight: options.maxInFlight ?? 1_000,
    nowMs,
    secondOf: (monoMs) => Math.floor((monoMs - load.originMonoMs) / 1_000),
    monoOf: (wallMs) => nowMs() - (Date.now() - wallMs),
    monoOfSecond: (second) => load.originMonoMs + second * 1_000,
    onError: (error) => load.onError(error),
    onEnded: (end) => load.onEnded?.(end),
    onThreshold: (threshold) => load.onThreshold?.(threshold),
  };
}

function runOf({
  flows,
  leaving,
  rates,
  world,
  stop,
}: {
  flows: Map<string, K6Flow>;
  leaving: Map<string, K6Flow>;
  rates: Map<string, number>;
  world: K6World;
  stop: (hurry: boolean) => Promise<void>;
}): LoadRun {
  let stopping: Promise<void> | undefined;
  return {
    add(flow) {
      check(flow, world);
      if (flows.has(flow.id)) throw new Error(`load: flow ${flow.id} is running already`);
      const added = startFlow(flow, world, leaving.get(flow.id));
      leaving.delete(flow.id);
      added.begun.catch((error: Error) => world.onError(error));
      flows.set(flow.id, added);
      rates.set(flow.id, flow.perSecond);
    },
    setRate(id, perSecond, overMs = 0) {
      const flow = flows.get(id);
      if (flow === undefined) throw new Error(`load: no flow ${id}`);
      flow.setRate(perSecond, overMs);
      rates.set(id, perSecond);
    },
    end(id) {
      const flow = flows.get(id);
      if (flow === undefined) return;
      flow.end();
      flows.delete(id);
      leaving.set(id, flow);
      rates.delete(id);
    },
    rates: () => Object.fromEntries(rates),
    stop: (hurry = false) => (stopping ??= stop(hurry)),
  };
}

function check(flow: LoadFlow, { launch }: { readonly launch?: K6Launch | undefined }): void {
  checkFlow(flow);
  checkTls(flow, launch !== undefined);
  checkDriver(flow, "k6");
}
