/**
 * The embedded Toxiproxy: an HTTP API over TCP proxies whose traffic can be made worse.
 *
 *     http.ts → api.ts → routes.ts → table.ts → proxy.ts → connection.ts → chain.ts → toxics/
 *
 * It answers as Toxiproxy 2.12.0 does, less its defects; `docs/toxiproxy.md` lists the differences.
 */
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { GamedayError } from "../../kernel/error.ts";
import { formatAddress } from "./address.ts";
import { createApi } from "./api.ts";
import { countFaults, type Faults } from "./faults.ts";
import { createHttpServer } from "./http.ts";
import { listenOnSocket } from "./socket-file.ts";
import { ProxyTable, type ProxyRequest } from "./table.ts";
import { processTimers } from "./timers.ts";

/** Limits on what clients can make the server hold. */
export interface ProxyServerLimits {
  /** Largest request body of the API. Bytes. */
  readonly bodyBytesMax?: number;
  /** Maximum number of connections over all proxies; more are accepted and closed. */
  readonly connectionsMax?: number;
}

export interface ProxyServerOptions {
  /** Where the API listens (default: loopback). */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /**
   * The same seed gives the same jitter, slices and toxicity draws to the n-th connection of a
   * proxy.
   */
  readonly seed: string;
  /** Listens on this Unix socket, for this user only, instead of host and port. */
  readonly socketPath?: string;
  readonly token?: string;
  readonly pathSecret?: string;
  readonly limits?: ProxyServerLimits;
  /** Whether `/metrics` exists. */
  readonly metrics?: boolean;
  /** Our own errors that were caught. A caller that has a log for them passes its own counter. */
  readonly faults?: Faults;
}

export interface RunningProxyServer {
  /** The API's address with the path secret, as a client's host. On a Unix socket `unix:<path>`. */
  readonly url: string;
  /** The API's port; 0 on a Unix socket. */
  readonly port: number;
  /** Creates proxies, in order; throws `AddressError` at the first that cannot be created. */
  readonly populate: (proxies: readonly ProxyRequest[]) => Promise<void>;
  /**
   * Ends every proxy and connection, then the running requests, whatever is scheduled, held or
   * being changed.
   */
  readonly close: () => Promise<void>;
}

/** Starts a server; throws GD-E007 when its address is taken. */
export async function startProxyServer(options: ProxyServerOptions): Promise<RunningProxyServer> {
  const { bodyBytesMax = 1_048_576, connectionsMax = 16_384 } = options.limits ?? {};
  const faults = options.faults ?? countFaults((line) => process.stderr.write(`${line}\n`));
  const timers = processTimers((error) => faults.note("timer", error));
  const table = new ProxyTable({
    timers,
    seed: options.seed,
    connectionsMax: Math.min(connectionsMax, await descriptorRoom()),
    faults,
  });
  const api = createApi(table, {
    metrics: options.metrics ?? false,
    ...(options.token === undefined ? {} : { token: options.token }),
    ...(options.pathSecret === undefined ? {} : { pathSecret: options.pathSecret }),
    wallMs: () => Date.now(),
  });
  const server = createHttpServer(api, { bodyBytesMax, faults });
  let leave = (): void => {};
  const close = async (): Promise<void> => {
    leave();
    await Promise.all([table.close(), endRequests(server)]);
    timers.stop();
  };
  try {
    leave = await listen(server, options);
  } catch (error) {
    await close();
    throw error;
  }
  const address = server.address();
  const bound =
    address === null || typeof address === "string"
      ? undefined
      : { host: address.address, port: address.port };
  const secret = options.pathSecret === undefined ? "" : `/${options.pathSecret}`;
  return {
    url:
      bound === undefined
        ? `unix:${options.socketPath ?? ""}${secret}`
        : `http://${formatAddress(bound)}${secret}`,
    port: bound?.port ?? 0,
    populate: async (proxies) => {
      for (const proxy of proxies)
        await table.exclusive(proxy.name, () => table.addOrReplace(proxy));
    },
    close,
  };
}

async function listen(
  server: Server,
  { host = "127.0.0.1", port = 0, socketPath }: ProxyServerOptions,
): Promise<() => void> {
  if (socketPath !== undefined) return listenOnSocket(server, socketPath);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "it is in use" : cause.message;
      reject(
        new GamedayError(
          "GD-E007",
          `the proxy's API cannot listen on ${formatAddress({ host, port })}: ${why}`,
          { hint: "choose another with --port, or 0 for a free one", cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  return () => {};
}

/** How long running requests may take to end. */
const graceMs = 50;

async function endRequests(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(force);
}

/** Descriptors reserved for the API, listeners and files, however many clients connect. */
const descriptorsKept = 256;

/**
 * How many connections this process has descriptors for, at two each. With none left, the API could
 * not accept its own clients.
 */
async function descriptorRoom(): Promise<number> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const open = /^Max open files +(\d+)/m.exec(limits)?.[1];
  return open === undefined
    ? Infinity
    : Math.max(16, Math.floor((Number(open) - descriptorsKept) / 2));
}
