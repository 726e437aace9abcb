import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { AddressError } from "./server/address.ts";
import { ApiError } from "./server/answer.ts";
import { countFaults, type Faults } from "./server/faults.ts";
import { readPopulate } from "./server/proxy-body.ts";
import {
  startProxyServer,
  type ProxyServerLimits,
  type RunningProxyServer,
} from "./server/server.ts";

export interface ProxyProcessOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: string;
  /**
   * A JSON file with a list of proxies to make at the start. What cannot be made of it is logged
   * and left out, as by the original.
   */
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
  /** Gets a line about everything that went wrong; stderr when left out. */
  readonly log?: (line: string) => void;
}

type End = "SIGINT" | "SIGTERM" | "aborted";

/**
 * How long closing may take after SIGINT or SIGTERM. What it has not reached by then is closed by
 * the kernel with the process.
 */
const closeMs = 100;

/**
 * Runs the embedded server as the work of this process, until SIGINT, SIGTERM or the signal.
 * Nothing else ends it: what nobody caught is logged and counted. Resolves with the name of what
 * ended it: for the signal once everything is closed, for SIGINT and SIGTERM within a tenth of a
 * second, and then the caller must exit. Throws GD-E007 when its own address is taken.
 */
export async function runProxyProcess(options: ProxyProcessOptions): Promise<End> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const ended = endSignal(options.signal);
  const faults = countFaults(log);
  const release = catchAll(faults);
  try {
    const starting = startProxyServer({ ...options, faults });
    const server = await Promise.race([starting, ended.promise]);
    if (typeof server === "string") {
      void starting.then(
        (late) => late.close(),
        () => {},
      );
      return server;
    }
    return await serve(server, options, ended.promise, log);
  } finally {
    release();
    ended.forget();
  }
}

async function serve(
  server: RunningProxyServer,
  { config, onReady }: ProxyProcessOptions,
  ended: Promise<End>,
  log: (line: string) => void,
): Promise<End> {
  let end: End | undefined;
  void ended.then((how) => (end = how));
  try {
    // A name in the config may be looked up for seconds.
    if (config !== undefined) await Promise.race([populate(server, config, log), ended]);
    if (end === undefined) onReady?.(server);
    return await ended;
  } finally {
    const closed = server.close();
    await (end === "SIGINT" || end === "SIGTERM" ? Promise.race([closed, sleep(closeMs)]) : closed);
  }
}

/** While the server runs, an exception that nobody caught ends nothing. */
function catchAll(faults: Faults): () => void {
  const note = (error: unknown): void => faults.note("process", error);
  const kinds = ["uncaughtException", "unhandledRejection"] as const;
  const before = kinds.map((kind) => process.listeners(kind as "uncaughtException"));
  for (const kind of kinds) process.removeAllListeners(kind).on(kind, note);
  return () => {
    for (const kind of kinds) process.off(kind, note);
    kinds.forEach((kind, at) => before[at]?.forEach((listener) => process.on(kind, listener)));
  };
}

async function populate(
  server: RunningProxyServer,
  file: string,
  log: (line: string) => void,
): Promise<void> {
  try {
    await server.populate(readPopulate(await readFile(file)));
  } catch (error) {
    if (error instanceof ApiError) log(`the proxy config ${file} cannot be used: ${error.message}`);
    else if (error instanceof AddressError)
      log(
        `the proxy config ${file}: a proxy cannot be made, nor those behind it: ${error.message}`,
      );
    else
      log(
        `cannot read the proxy config ${file}: ${error instanceof Error ? error.message : String(error)}`,
      );
  }
}

function endSignal(signal: AbortSignal | undefined): { promise: Promise<End>; forget: () => void } {
  let forget = (): void => {};
  const promise = new Promise<End>((resolve) => {
    const [int, term, abort] = [
      () => resolve("SIGINT"),
      () => resolve("SIGTERM"),
      () => resolve("aborted"),
    ];
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
