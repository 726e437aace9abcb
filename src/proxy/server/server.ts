/**
 * The embedded Toxiproxy: an HTTP API over TCP proxies whose traffic can be made worse.
 *
 *     http.ts → api.ts → routes.ts → table.ts → proxy.ts → connection.ts → chain.ts → toxics/
 *
 * It answers as Toxiproxy 2.12.0 does, less its defects; `docs/toxiproxy.md` lists the differences.
 */
import { chmod, lstat, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { GamedayError } from "../../kernel/error.ts";
import { AddressError, formatAddress } from "./address.ts";
import { createApi } from "./api.ts";
import { createHttpServer } from "./http.ts";
import { ProxyTable, type ProxyRequest } from "./table.ts";
import { processTimers } from "./timers.ts";

/** Bounds on what clients can make the server hold. */
export interface ProxyServerLimits {
  /** Largest request body of the API. Bytes. */
  readonly bodyBytesMax?: number;
  /** Most connections at once over all proxies; more are accepted and closed. */
  readonly connectionsMax?: number;
}

export interface ProxyServerOptions {
  /** Where the API listens; loopback unless told otherwise. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** The same seed gives the same jitter, slices and toxicity draws to the n-th connection of a proxy. */
  readonly seed: string;
  /** Listens on this Unix socket, for this user only, instead of host and port. */
  readonly socketPath?: string;
  readonly token?: string;
  readonly pathSecret?: string;
  readonly limits?: ProxyServerLimits;
  /** Whether `/metrics` exists. */
  readonly metrics?: boolean;
  /** Proxies to make before the API answers. */
  readonly proxies?: readonly ProxyRequest[];
}

export interface RunningProxyServer {
  /** The API's address with the path secret, as a client's host. On a Unix socket `unix:<path>`. */
  readonly url: string;
  /** The API's port; 0 on a Unix socket. */
  readonly port: number;
  /** Ends running requests, then every proxy and connection. */
  readonly close: () => Promise<void>;
}

/** Starts a server; throws GD-E007 when its address is taken. */
export async function startProxyServer(options: ProxyServerOptions): Promise<RunningProxyServer> {
  const { bodyBytesMax = 1_048_576, connectionsMax = 16_384 } = options.limits ?? {};
  const table = new ProxyTable({ timers: processTimers(), seed: options.seed, connectionsMax });
  const api = createApi(table, {
    metrics: options.metrics ?? false,
    ...(options.token === undefined ? {} : { token: options.token }),
    ...(options.pathSecret === undefined ? {} : { pathSecret: options.pathSecret }),
    wallMs: () => Date.now(),
  });
  const server = createHttpServer(api, bodyBytesMax);
  try {
    for (const proxy of options.proxies ?? []) await table.exclusive(() => table.addOrReplace(proxy));
    await listen(server, options);
  } catch (error) {
    await table.close();
    throw error instanceof AddressError ? new GamedayError("GD-E007", `a proxy cannot be made: ${error.message}`, { cause: error }) : error;
  }
  const address = server.address();
  const bound = address === null || typeof address === "string" ? undefined : { host: address.address, port: address.port };
  const secret = options.pathSecret === undefined ? "" : `/${options.pathSecret}`;
  return {
    url: bound === undefined ? `unix:${options.socketPath ?? ""}${secret}` : `http://${formatAddress(bound)}${secret}`,
    port: bound?.port ?? 0,
    close: async () => {
      await endRequests(server);
      await table.exclusive(() => table.close());
    },
  };
}

async function listen(server: Server, { host = "127.0.0.1", port = 0, socketPath }: ProxyServerOptions): Promise<void> {
  // A socket file left by a dead server would be in the way.
  if (socketPath !== undefined && (await lstat(socketPath).catch(() => undefined))?.isSocket()) await rm(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const where = socketPath ?? formatAddress({ host, port });
      const why = cause.code === "EADDRINUSE" ? "it is in use" : cause.message;
      reject(new GamedayError("GD-E007", `the proxy's API cannot listen on ${where}: ${why}`, { hint: "choose another with --port, or 0 for a free one", cause }));
    });
    if (socketPath === undefined) server.listen(port, host, resolve);
    else server.listen(socketPath, resolve);
  });
  if (socketPath !== undefined) await chmod(socketPath, 0o600);
}

/** How long running requests may take to end. */
const graceMs = 5_000;

async function endRequests(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(force);
}
