import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The native ends of the bench: a sink behind the proxy, and clients before it. Ports are of
 * 127.0.0.1.
 */
export interface Ends extends AsyncDisposable {
  /** Sends back what it gets. */
  readonly echoPort: number;
  /** iperf3's own server. */
  readonly iperfPort: number;
  /** Bits per second that arrive over so many streams. */
  readonly stream: (port: number, streams: number, seconds: number) => Promise<number>;
  /** Microseconds of one-byte round trips on one connection, sorted. */
  readonly echo: (port: number, rounds: number) => Promise<readonly number[]>;
  /** Bytes per second that come from upstream, counted from the first on. */
  readonly drain: (port: number, ms: number) => Promise<number>;
  /** Connections per second, each dialled, echoed one byte and reset by the client. */
  readonly connections: (port: number, ms: number) => Promise<number>;
  /** Opens so many connections, sends one byte each way, and holds them while `during` runs. */
  readonly hold: <T>(port: number, connections: number, during: () => T) => Promise<T>;
}

/** Connections that are being opened at once: enough that nobody waits for the client. */
const atOnce = 16;

/** Compiles `proxy-ends.c` and starts the sinks. Wants gcc and iperf3 on PATH. */
export async function startEnds(): Promise<Ends> {
  const folder = mkdtempSync(join(tmpdir(), "gameday-bench-proxy-"));
  const program = join(folder, "ends");
  execFileSync(
    "gcc",
    ["-O2", "-o", program, fileURLToPath(new URL("proxy-ends.c", import.meta.url))],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const sink = spawn(program, ["serve"], { stdio: ["ignore", "pipe", "inherit"] });
  const [echoPort] = (await once(createInterface(sink.stdout), "line")) as [string];
  const iperfPort = await freePort();
  const iperf = spawn(
    "iperf3",
    ["--server", "--bind", "127.0.0.1", "--port", String(iperfPort), "--forceflush"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(createInterface(iperf.stdout), "line");
  iperf.stdout.resume();
  const lines = async (...args: readonly (string | number)[]): Promise<string[]> =>
    (await run(program, args.map(String), { maxBuffer: 2 ** 26 })).stdout.trim().split("\n");
  return {
    echoPort: Number(echoPort),
    iperfPort,
    stream: async (port, streams, seconds) => {
      const { stdout } = await run(
        "iperf3",
        [
          "--client",
          "127.0.0.1",
          "--port",
          String(port),
          "--time",
          String(seconds),
          "--omit",
          "1",
          "--parallel",
          String(streams),
          "--json",
        ],
        { maxBuffer: 2 ** 26 },
      );
      return (JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } }).end
        .sum_received.bits_per_second;
    },
    echo: async (port, rounds) =>
      (await lines("echo", port, rounds)).map(Number).toSorted((a, b) => a - b),
    drain: async (port, ms) => {
      const [bytes = 0, tookMs = 0] =
        (await lines("drain", port, ms))[0]?.split(" ").map(Number) ?? [];
      return (bytes / tookMs) * 1_000;
    },
    connections: async (port, ms) =>
      (Number((await lines("connect", port, ms, atOnce))[0]) / ms) * 1_000,
    hold: async (port, connections, during) => {
      const child = spawn(program, ["hold", String(port), String(connections)], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      const seen = during();
      child.stdin.end();
      await once(child, "exit");
      return seen;
    },
    async [Symbol.asyncDispose]() {
      for (const child of [sink, iperf]) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string")
    throw new Error("bench: a TCP server without a port");
  return address.port;
}
