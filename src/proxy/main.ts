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
import { messageOf } from "../kernel/message-of.ts";

export interface ProxyProcessOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: string;
  /**
   * A JSON file with a list of proxies to create at startup. Entries that fail are logged and
   * skipped, as by the original.
   */
  readonly config?: string;
  readonly metrics?: boolean;
  readonly token?: string;
  readonly pathSecret?: string;
  readonly socketPath?: string;
  readonly limits?: ProxyServerLimits;
  /** Called once the API responds. */
  readonly onReady?: (server: RunningProxyServer) => void;
  /** Ends the server, as SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal;
  /** Gets a line for each error (default: stderr). */
  readonly log?: (line: string) => void;
}

type End = "SIGINT" | "SIGTERM" | "aborted";

/**
 * How long closing may take after SIGINT or SIGTERM. The kernel closes the remaining sockets when
 * the process exits.
 */
const closeMs = 100;

/**
 * Runs the embedded server until SIGINT, SIGTERM or the signal. Nothing else ends it: uncaught
 * errors are logged and counted. Resolves with the name of what ended it: for the signal, once
 * everything is closed; for SIGINT and SIGTERM, within a tenth of a second, and the caller must
 * then exit. Throws GD-E007 when its own address is taken.
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
    // Looking up a name in the config may take seconds.
    if (config !== undefined) await Promise.race([populate(server, config, log), ended]);
    if (end === undefined) onReady?.(server);
    return await ended;
  } finally {
    const closed = server.close();
    await (end === "SIGINT" || end === "SIGTERM" ? Promise.race([closed, sleep(closeMs)]) : closed);
  }
}

/** While the server runs, an uncaught exception does not end it. */
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
    else log(`cannot read the proxy config ${file}: ${messageOf(error)}`);
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
