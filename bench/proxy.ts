/**
 * The embedded proxy next to Toxiproxy: both as processes of their own, started as drills start
 * them, in turns on the same native sink. Every figure is taken at the client; nobody is asked
 * about himself.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findPaths } from "../src/register/paths.ts";
import { findProxyServer, type ProxyChoice } from "../src/proxy/find.ts";
import { launchProxy, type LaunchedProxy } from "../src/proxy/launch.ts";
import type { ToxicSpec } from "../src/proxy/proxy.ts";
import { startEnds, type Ends } from "./proxy-ends.ts";
import { alternate, resultOf, type BenchResult, type Measured } from "./result.ts";

const turns = 5;
/** Thousands of bytes per second, and how long they are counted. */
const rate = 10_000;
const rateMs = 5_000;
const idle = 1_000;

export async function measure(): Promise<readonly BenchResult[]> {
  const choices = await bothProxies();
  await using ends = await startEnds();
  await using ours = await launchProxy(choices.ours, { seed: "bench" });
  await using peer = await launchProxy(choices.peer, { seed: "1" });
  const pair: Pair = { ours, peer, peerName: `Toxiproxy ${choices.peer.version}` };
  const steps: readonly (() => Promise<BenchResult | BenchResult[]>)[] = [
    () => streamRow(pair, ends, 1, { floor: 1, goal: 3 }),
    () => streamRow(pair, ends, 64, { floor: 0.9, goal: 2 }),
    () => echoRows(pair, ends),
    () => latencyRows(pair, ends),
    () => bandwidthRow(pair, ends),
    () => connectionRow(pair, ends),
    () => memoryRow(choices, ends),
  ];
  const rows: BenchResult[] = [];
  for (const step of steps) {
    const made = [await step()].flat();
    rows.push(...made);
    // It takes minutes: what is known is said at once.
    for (const { name, ours: own, peer: other, unit } of made)
      process.stderr.write(
        `measured ${name}: ${own.toPrecision(3)} ${unit}, Toxiproxy ${other?.toPrecision(3) ?? "?"}\n`,
      );
  }
  return rows;
}

interface Pair {
  readonly ours: LaunchedProxy;
  readonly peer: LaunchedProxy;
  readonly peerName: string;
}

/** Ours, and the Toxiproxy that PATH or the cache holds. */
export async function bothProxies(): Promise<{ ours: ProxyChoice; peer: ProxyChoice }> {
  const env = process.env;
  const peer = await findProxyServer({
    path: env["PATH"] ?? "",
    cacheDir: join(findPaths(env, process.cwd()).cache, "tools"),
  });
  if (peer.kind === "embedded")
    throw new Error("bench: no Toxiproxy to compare with; `gameday setup tools` builds it");
  return { ours: await findProxyServer({ explicit: "embedded" }), peer };
}

/** Makes a link to the upstream for the time of `act`, which gets the link's port. */
async function linked<T>(
  { proxy }: LaunchedProxy,
  upstreamPort: number,
  toxic: ToxicSpec | undefined,
  act: (port: number) => Promise<T>,
): Promise<T> {
  const { listen } = await proxy.createLink({
    name: "bench",
    listen: "127.0.0.1:0",
    upstream: `127.0.0.1:${upstreamPort}`,
  });
  try {
    if (toxic !== undefined) await proxy.addToxic("bench", toxic);
    return await act(Number(listen.slice(listen.lastIndexOf(":") + 1)));
  } finally {
    await proxy.removeLink("bench");
  }
}

async function streamRow(
  { ours, peer, peerName }: Pair,
  ends: Ends,
  streams: number,
  bar: { floor: number; goal: number },
): Promise<BenchResult> {
  const flow = (of: LaunchedProxy) => (): Promise<number> =>
    linked(
      of,
      ends.iperfPort,
      undefined,
      async (port) => (await ends.stream(port, streams, 2)) / 1e9,
    );
  const runs = await alternate(turns, flow(ours), flow(peer));
  return resultOf({
    name: `proxy-streams-${streams}`,
    unit: "Gbit/s",
    peerName,
    floor: { of: "ratio", atLeast: bar.floor },
    goal: { of: "ratio", atLeast: bar.goal },
    runs,
  });
}

/** Several figures of each run: every row is one of them. */
async function rowsOf(
  pair: Pair,
  act: (of: LaunchedProxy) => Promise<readonly number[]>,
  rows: readonly Omit<Measured, "runs" | "peerName">[],
): Promise<BenchResult[]> {
  const seen = { ours: [] as (readonly number[])[], peer: [] as (readonly number[])[] };
  const note = (side: "ours" | "peer") => async (): Promise<number> => {
    seen[side].push(await act(pair[side]));
    return 0;
  };
  await alternate(turns, note("ours"), note("peer"));
  // The first is the turn that warms up.
  const column = (side: "ours" | "peer", at: number): number[] =>
    seen[side].slice(1).map((figures) => figures[at] ?? Number.NaN);
  return rows.map((row, at) =>
    resultOf({
      ...row,
      peerName: pair.peerName,
      runs: { ours: column("ours", at), peer: column("peer", at) },
    }),
  );
}

const echoRows = (pair: Pair, ends: Ends): Promise<BenchResult[]> =>
  rowsOf(
    pair,
    (of) =>
      linked(of, ends.echoPort, undefined, async (port) => {
        const took = await ends.echo(port, 20_000);
        return [at(took, 0.5), at(took, 0.99)];
      }),
    ["p50", "p99"].map((name) => ({
      name: `proxy-echo-${name}`,
      unit: "us",
      floor: { of: "ratio", atMost: 1.3 },
      goal: { of: "ratio", atMost: 0.6 },
    })),
  );

/**
 * Delays in ms, how many clients wait for theirs at the same time, and how often each. A long wait
 * is where a timer is late.
 */
const delays = [
  [10, 1, 200],
  [100, 10, 10],
  [1_000, 40, 2],
  [5_000, 60, 1],
] as const;

async function latencyRows(pair: Pair, ends: Ends): Promise<BenchResult[]> {
  const rows: BenchResult[] = [];
  for (const [ms, clients, rounds] of delays) {
    const bar = { of: "ratio", atMost: 1 } as const;
    rows.push(
      ...(await rowsOf(
        pair,
        (of) =>
          linked(
            of,
            ends.echoPort,
            { type: "latency", attributes: { latency: ms, jitter: 0 } },
            async (port) => {
              const took = await Promise.all(
                Array.from({ length: clients }, () => ends.echo(port, rounds)),
              );
              const late = took
                .flat()
                .map((us) => us / 1_000 - ms)
                .toSorted((x, y) => x - y);
              return [at(late, 0.99), at(late, 0.5), at(late, 0)];
            },
          ),
        [
          {
            name: `proxy-latency-${ms}-error-p99`,
            unit: "ms",
            floor: bar,
            goal: { of: "ratio", atMost: 0.5 },
          },
          { name: `proxy-latency-${ms}-error-p50`, unit: "ms", goal: { of: "ratio", atMost: 0.5 } },
          {
            name: `proxy-latency-${ms}-earliest`,
            unit: "ms",
            floor: { of: "ours", atLeast: 0 },
            goal: { of: "ours", atLeast: 0 },
          },
        ],
      )),
    );
  }
  return rows;
}

async function bandwidthRow({ ours, peer, peerName }: Pair, ends: Ends): Promise<BenchResult> {
  const off = (of: LaunchedProxy) => (): Promise<number> =>
    linked(
      of,
      ends.echoPort,
      { type: "bandwidth", attributes: { rate } },
      async (port) => 100 * Math.abs((await ends.drain(port, rateMs)) / (rate * 1_000) - 1),
    );
  return resultOf({
    name: "proxy-bandwidth-off",
    unit: "%",
    peerName,
    floor: { of: "ours", atMost: 1 },
    goal: { of: "ours", atMost: 0.1 },
    runs: await alternate(turns, off(ours), off(peer)),
  });
}

async function connectionRow({ ours, peer, peerName }: Pair, ends: Ends): Promise<BenchResult> {
  const flow = (of: LaunchedProxy) => (): Promise<number> =>
    linked(of, ends.echoPort, undefined, (port) => ends.connections(port, 2_000));
  const runs = await alternate(turns, flow(ours), flow(peer));
  return resultOf({
    name: "proxy-connections",
    unit: "per s",
    peerName,
    floor: { of: "ratio", atLeast: 0.9 },
    goal: { of: "ratio", atLeast: 1.3 },
    runs,
  });
}

/** KiB that the process grows by with each connection that has said one byte and is quiet. */
async function memoryRow(
  { ours, peer }: { ours: ProxyChoice; peer: ProxyChoice },
  ends: Ends,
): Promise<BenchResult> {
  const grown = (choice: ProxyChoice) => async (): Promise<number> => {
    await using fresh = await launchProxy(choice, { seed: "1" });
    // Awaited here: the proxy ends with this function.
    return await linked(fresh, ends.echoPort, undefined, async (port) => {
      const before = residentKib(fresh.pid);
      return (await ends.hold(port, idle, () => residentKib(fresh.pid) - before)) / idle;
    });
  };
  const runs = await alternate(turns, grown(ours), grown(peer));
  return resultOf({
    name: "proxy-idle-memory",
    unit: "KiB per connection",
    peerName: `Toxiproxy ${peer.version}`,
    goal: { of: "ours", atMost: 20 },
    runs,
  });
}

function residentKib(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
