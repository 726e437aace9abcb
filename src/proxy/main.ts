import { readFile } from "node:fs/promises";
import { GamedayError } from "../kernel/error.ts";
import { ApiError } from "./server/answer.ts";
import { readPopulate } from "./server/proxy-body.ts";
import { startProxyServer, type ProxyServerLimits, type RunningProxyServer } from "./server/server.ts";

export interface ProxyProcessOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: string;
  /** A JSON file with a list of proxies to make at the start, as the original's `-config`. */
  readonly config?: string;
  readonly metrics?: boolean;
  readonly token?: string;
  readonly pathSecret?: string;
  readonly socketPath?: string;
  readonly limits?: ProxyServerLimits;
  /** Told once the API answers. */
  readonly onReady?: (server: RunningProxyServer) => void;
  /** Ends the server, besides SIGINT and SIGTERM. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the embedded server as the work of this process, until SIGINT, SIGTERM or the signal; then ends gracefully.
 * Resolves with the name of what ended it. Throws GD-E007 when an address is taken, GD-P002 for an unusable config file.
 */
export async function runProxyProcess(options: ProxyProcessOptions): Promise<"SIGINT" | "SIGTERM" | "aborted"> {
  const proxies = options.config === undefined ? [] : await readConfig(options.config);
  const ended = endSignal(options.signal);
  try {
    const server = await startProxyServer({ ...options, proxies });
    options.onReady?.(server);
    const why = await ended.promise;
    await server.close();
    return why;
  } finally {
    ended.forget();
  }
}

async function readConfig(file: string): Promise<ReturnType<typeof readPopulate>> {
  const body = await readFile(file).catch((cause: unknown) => {
    throw new GamedayError("GD-P002", `cannot read the proxy config ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  try {
    return readPopulate(body);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    throw new GamedayError("GD-P002", `the proxy config ${file} cannot be used: ${cause.message}`, {
      hint: 'it is a list like [{"name": "db", "listen": "127.0.0.1:3307", "upstream": "127.0.0.1:3306"}]',
      cause,
    });
  }
}

function endSignal(signal: AbortSignal | undefined): { promise: Promise<"SIGINT" | "SIGTERM" | "aborted">; forget: () => void } {
  let forget = (): void => {};
  const promise = new Promise<"SIGINT" | "SIGTERM" | "aborted">((resolve) => {
    const [int, term, abort] = [() => resolve("SIGINT"), () => resolve("SIGTERM"), () => resolve("aborted")];
    process.once("SIGINT", int);
    process.once("SIGTERM", term);
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted === true) abort();
    forget = () => {
      process.off("SIGINT", int);
      process.off("SIGTERM", term);
      signal?.removeEventListener("abort", abort);
    };
  });
  return { promise, forget };
}
