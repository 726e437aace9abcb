/**
 * Containers: from a command to its effect, next to the engine's bare API, the `docker` command and
 * Chaos Toolkit, on containers of a busybox. The effect is always seen by the same watcher: one
 * connection to the engine that asks for the container's state without pause.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GamedayError } from "../src/kernel/error.ts";
import { faults } from "../src/fault/index.ts";
import { faultWorld } from "../src/fault/fault.ts";
import { undo } from "../src/fault/undo/index.ts";
import { attachRuntime } from "../src/runtime/docker/attach.ts";
import { noMark } from "../src/runtime/drill-mark.ts";
import { findTarget } from "../src/runtime/docker/attach-find.ts";
import type { Engine } from "../src/runtime/docker/engine.ts";
import {
  engineWithImage,
  ownContainers,
  type OwnContainers,
} from "../test/docker/own-containers.ts";
import { resultOf, type BenchResult } from "./result.ts";

/**
 * The p99 of so many is the worst of them. Chaos Toolkit takes seconds each, and so fewer turns: a
 * p99 of fewer is, if anything, too good.
 */
const turns = 60;
const chaosTurns = 8;
const settleMs = 50;

interface State {
  readonly State: { readonly Paused: boolean; readonly Running: boolean; readonly Pid: number };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> };
}

/** One way to break something and to see that it is broken. */
interface Act {
  readonly name: "pause" | "kill" | "disconnect";
  raw(): Promise<unknown>;
  readonly docker: readonly string[];
  done(state: State): boolean;
}

export async function measure(): Promise<readonly BenchResult[]> {
  const engine = await engineWithImage();
  if (!engine.url.startsWith("unix://"))
    throw new GamedayError("GD-E005", "the watcher of this benchmark needs the engine's socket");
  const own = await ownContainers(engine.docker);
  try {
    await own.run("a");
    await own.run("b");
    const results: BenchResult[] = [];
    for (const act of actsOn(own, engine)) results.push(...(await measureAct(act, own, engine)));
    return results;
  } finally {
    await own.end();
  }
}

function actsOn(own: OwnContainers, engine: Engine): readonly Act[] {
  const network = engine.docker.getNetwork(own.network);
  const container = own.container("a");
  return [
    {
      name: "pause",
      raw: () => container.pause(),
      docker: ["pause", container.id],
      done: ({ State: { Paused } }) => Paused,
    },
    {
      name: "kill",
      raw: () => container.kill(),
      docker: ["kill", container.id],
      done: ({ State: { Running } }) => !Running,
    },
    {
      name: "disconnect",
      raw: () => network.disconnect({ Container: container.id, Force: true }),
      docker: ["network", "disconnect", own.network, container.id],
      done: ({ NetworkSettings: { Networks } }) => Networks[own.network] === undefined,
    },
  ];
}

async function measureAct(
  act: Act,
  own: OwnContainers,
  engine: Engine,
): Promise<readonly BenchResult[]> {
  const target = await findTarget(
    engine.docker,
    { id: "a", replica: 1, name: { container: own.name("a") }, port: undefined },
    [own.name("a")],
  );
  const runtime = attachRuntime({
    engine,
    targets: [target],
    mark: { ...noMark, drill: own.mark },
  });
  const world = faultWorld(runtime);
  const fault = faults.get(act.name);
  if (fault === undefined) throw new Error(`bench: no fault ${act.name}`);
  const wanted = { id: "bench", target: "a", members: ["a"], with: fault.params.parse({}) };
  const watcher = watch(engine, own.container("a").id);
  const timed = async (command: () => Promise<unknown>): Promise<number> => {
    const inverse = await fault.undo(wanted, world);
    const start = performance.now();
    const [seen] = await Promise.all([watcher.until(act.done), command()]);
    // The engine hears of its own pauses a moment late: one that is told after its end would stand
    // until it is ended again.
    do {
      await undo(world, inverse);
      await new Promise((resolve) => setTimeout(resolve, settleMs));
    } while (act.done(await watcher.look()));
    return seen - start;
  };
  const ways = {
    ours: () => fault.apply(world, wanted),
    raw: act.raw,
    docker: () => run("docker", act.docker),
    chaos: chaosOf(act),
  };
  const times: Record<keyof typeof ways, number[]> = { ours: [], raw: [], docker: [], chaos: [] };
  for (let turn = -1; turn < turns; turn += 1) {
    for (const [way, command] of Object.entries(ways) as [
      keyof typeof ways,
      (() => Promise<unknown>) | undefined,
    ][]) {
      if (command === undefined || (way === "chaos" && turn >= chaosTurns)) continue;
      const took = await timed(command);
      if (turn >= 0) times[way].push(took);
    }
  }
  watcher.close();
  const worst = (peerName: string, peer: readonly number[], atMost: number): BenchResult =>
    resultOf({
      name: `docker-${act.name} p99`,
      unit: "ms",
      peerName,
      goal: { of: "ratio", atMost },
      runs: { ours: [p99(times.ours)], peer: [p99(peer)] },
    });
  const middle = resultOf({
    name: `docker-${act.name}`,
    unit: "ms",
    peerName: "engine API",
    goal: { of: "ratio", atMost: 1.2 },
    runs: { ours: times.ours, peer: times.raw },
  });
  return [
    middle,
    worst("engine API", times.raw, 1.2),
    worst("docker CLI", times.docker, 1),
    ...(times.chaos.length === 0 ? [] : [worst("Chaos Toolkit", times.chaos, 1)]),
  ];
}

function p99(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)] ?? Number.NaN;
}

/** Asks for a container's state over one kept connection, again as soon as it is answered. */
function watch(
  engine: Engine,
  id: string,
): {
  look(): Promise<State>;
  until(done: (state: State) => boolean): Promise<number>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const socketPath = engine.url.slice("unix://".length);
  const look = (): Promise<State> =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath, agent, path: `/containers/${id}/json` }, (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on("data", (chunk: Buffer) => chunks.push(chunk))
          .on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as State))
          .on("error", reject);
      });
      asked.on("error", reject).end();
    });
  return {
    look,
    until: async (done) => {
      while (!done(await look())) await new Promise((resolve) => setImmediate(resolve));
      return performance.now();
    },
    close: () => agent.destroy(),
  };
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "ignore" });
    child
      .on("error", reject)
      .on("exit", (code) =>
        code === 0
          ? resolve()
          : reject(new Error(`bench: ${command} ${args.join(" ")} ended with ${code}`)),
      );
  });
}

/**
 * The same act as a Chaos Toolkit experiment, where `chaos` is on PATH; it reaches containers
 * through the `docker` command alone.
 */
function chaosOf({ name, docker }: Act): (() => Promise<void>) | undefined {
  try {
    execFileSync("chaos", ["--version"], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "gd-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "experiment.json");
  writeFileSync(
    file,
    JSON.stringify({
      version: "1.0.0",
      title: name,
      description: name,
      method: [
        { type: "action", name, provider: { type: "process", path: "docker", arguments: docker } },
      ],
      rollbacks: [],
    }),
  );
  return () =>
    run("chaos", [
      "--no-version-check",
      "--log-file",
      join(folder, "log"),
      "run",
      "--journal-path",
      join(folder, "journal.json"),
      file,
    ]);
}
