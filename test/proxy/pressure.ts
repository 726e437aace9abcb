/**
 * An embedded server as a process of its own under pressure, and what it costs: memory, and the
 * time of others.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { findProxyServer, type ProxyChoice } from "../../src/proxy/find.ts";
import { launchProxy, type LaunchedProxy } from "../../src/proxy/launch.ts";
import type { ToxicSpec } from "../../src/proxy/proxy.ts";
import { dial, echo, upstream, type Upstream } from "./wires.ts";

export interface Pressure {
  readonly launched: LaunchedProxy;
  readonly echo: Upstream;
  /** Makes a link to the upstream and answers where it listens. */
  readonly link: (
    name: string,
    to: Pick<Upstream, "address">,
    toxics?: readonly ToxicSpec[],
  ) => Promise<string>;
  /** The most memory that the process has held so far, in MiB. */
  readonly peakMib: () => number;
  /**
   * Sockets and pipes of the process, but for the API's own clients, who stay as they like, and the
   * channel that it was started through, which it gives up in its own time.
   */
  readonly descriptors: () => Promise<number>;
}

/**
 * Starts the server, the embedded one unless another is chosen; all is taken down when the test
 * ends.
 */
export async function pressure(choice?: ProxyChoice): Promise<Pressure> {
  const launched = await launchProxy(choice ?? (await findProxyServer({ explicit: "embedded" })), {
    seed: "1",
  });
  onTestFinished(() => launched.close());
  const echoing = await upstream(echo);
  onTestFinished(() => echoing.close());
  return {
    launched,
    echo: echoing,
    link: async (name, to, toxics = []) => {
      const { listen } = await launched.proxy.createLink({ name, upstream: to.address });
      for (const toxic of toxics) await launched.proxy.addToxic(name, toxic);
      return listen;
    },
    peakMib: () =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${launched.pid}/status`, "utf8"))?.[1]) /
      1_024,
    descriptors: () => openDescriptors(launched),
  };
}

async function openDescriptors({ pid, proxy }: LaunchedProxy): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const port = Number(new URL(proxy.api).port).toString(16).toUpperCase().padStart(4, "0");
  // A client of the API may come or go while the folder is read: it is in the table before or in
  // the one after.
  const before = othersOf(pid, port);
  const links = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => "")),
  );
  const others = new Set([...before, ...othersOf(pid, port)]);
  // Sockets and pipes: files are opened for a moment by the runtime itself.
  return links.filter((link) => /^(socket|pipe):/.test(link) && !others.has(link)).length;
}

/** The sockets of the API's clients, and the channel that the process was started through. */
function othersOf(pid: number, port: string): readonly string[] {
  // Local address, remote address, state (0A: listens), …, inode.
  const clients = rowsOf(pid, "tcp")
    .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state !== "0A")
    .map((row) => row[9]);
  const channels = rowsOf(pid, "unix").map((row) => row[6]);
  return [...clients, ...channels].map((inode) => `socket:[${inode}]`);
}

function rowsOf(pid: number, table: string): readonly string[][] {
  return readFileSync(`/proc/${pid}/net/${table}`, "utf8")
    .split("\n")
    .map((row) => row.trim().split(/\s+/));
}

export interface Flood {
  /** Where it receives: what a link's upstream should be. */
  readonly sink: { readonly address: string };
  /** Sends there as fast as it is taken, on one more connection. */
  readonly send: (listen: string) => void;
  /** Bytes that the last sender has got rid of. */
  readonly written: () => Promise<number>;
  readonly stop: () => void;
}

/** A sender and its receiver, in a process of their own. */
export async function flood(): Promise<Flood> {
  const child = fork(fileURLToPath(new URL("flood-process.ts", import.meta.url)), { execArgv: [] });
  const stop = (): void => void child.kill("SIGKILL");
  onTestFinished(stop);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return {
    sink: { address: `127.0.0.1:${port}` },
    send: (listen) => void child.send({ send: listen }),
    written: async () => {
      const answer = once(child, "message") as Promise<[{ written: number }]>;
      child.send({ report: true });
      return (await answer)[0].written;
    },
    stop,
  };
}

/** Milliseconds of one-byte round trips, sorted. */
export async function roundTrips(listen: string, rounds: number): Promise<readonly number[]> {
  const wire = await dial(listen);
  const took: number[] = [];
  for (let n = 1; n <= rounds; n += 1) {
    const start = performance.now();
    wire.socket.write("x");
    await wire.have(n);
    took.push(performance.now() - start);
  }
  wire.socket.destroy();
  return took.toSorted((a, b) => a - b);
}

/** So many connections that have said one byte and are quiet. */
export async function idle(listen: string, count: number): Promise<{ readonly end: () => void }> {
  const at = listen.lastIndexOf(":");
  const sockets = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof connect>>((resolve, reject) => {
          const socket = connect({ host: listen.slice(0, at), port: Number(listen.slice(at + 1)) });
          socket
            .once("error", reject)
            .once("data", () => resolve(socket))
            .write("x");
        }),
    ),
  );
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(end);
  return { end };
}

export function share(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
