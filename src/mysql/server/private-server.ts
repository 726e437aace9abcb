import { spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GamedayError } from "../../kernel/error.ts";
import { connectMysql } from "../connect.ts";
import { serverName } from "../dialect.ts";
import type { Mysql } from "../mysql.ts";
import { lastLines } from "./command.ts";
import type { ConnectAs } from "./fill.ts";
import { serverArguments } from "./launch.ts";
import { serverEnvironment, type MysqlServer } from "./server.ts";
import type { Variables } from "./variable.ts";

export interface PrivateServerRequest {
  readonly dataDir: string;
  readonly variables: Variables;
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Must be short (default: the system's own). */
  readonly tempDir?: string | undefined;
}

/** Longest wait for a server to accept us, and for it to shut down. Milliseconds. */
const startWithinMs = 60_000;
const endWithinMs = 60_000;

/**
 * Runs a server that listens on a socket file alone, as long as `use` takes, and shuts it
 * down. GD-E002 when it does not come up.
 */
export async function withPrivateServer(
  server: MysqlServer,
  request: PrivateServerRequest,
  use: (sql: Mysql, connectAs: ConnectAs) => Promise<void>,
): Promise<void> {
  request.signal?.throwIfAborted();
  const folder = await shortFolder(request.tempDir ?? tmpdir());
  const log = join(folder, "log");
  const output = await open(log, "a");
  const socket = join(folder, "s");
  const args = serverArguments(server, {
    dataDir: request.dataDir,
    tmpDir: folder,
    socket,
    variables: { ...request.variables, slow_query_log: false },
  });
  const child = spawn(server.daemon, args, {
    env: serverEnvironment(server, request.env ?? process.env),
    stdio: ["ignore", output.fd, output.fd],
  });
  const ended = Promise.withResolvers<void>();
  child.on("close", () => ended.resolve()).on("error", () => ended.resolve());
  const kill = (): void => void child.kill("SIGKILL");
  request.signal?.addEventListener("abort", kill, { once: true });
  try {
    const sql = await letIn(socket, ended.promise);
    if (sql === undefined) {
      request.signal?.throwIfAborted();
      throw await failure(server, "does not start", log);
    }
    try {
      await use(sql, (user, password) =>
        connectMysql(
          { host: "", port: 0, user, password },
          { socketPath: socket, multipleStatements: true },
        ),
      );
    } finally {
      await sql.close();
    }
    child.kill("SIGTERM");
    if (!(await within(ended.promise, endWithinMs)) || child.exitCode !== 0) {
      request.signal?.throwIfAborted();
      throw await failure(server, "did not shut down cleanly", log);
    }
  } catch (error) {
    // Whatever broke because the server was killed under it: who ended it says why.
    request.signal?.throwIfAborted();
    throw error;
  } finally {
    kill();
    await ended.promise;
    request.signal?.removeEventListener("abort", kill);
    await output.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function failure(server: MysqlServer, what: string, log: string): Promise<GamedayError> {
  const printed = lastLines(await readFile(log, "utf8"));
  return new GamedayError(
    "GD-E002",
    `${serverName(server.version)} (${server.daemon}) ${what}\n${printed}`,
  );
}

/** A fresh folder whose path leaves room for a socket name. */
async function shortFolder(base: string): Promise<string> {
  return mkdtemp(join(base.length < 80 ? base : "/tmp", "gd-"));
}

async function letIn(socketPath: string, ended: Promise<void>): Promise<Mysql | undefined> {
  const deadline = performance.now() + startWithinMs;
  while (performance.now() < deadline) {
    try {
      return await connectMysql(
        { host: "", port: 0, user: "root", password: "" },
        { socketPath, multipleStatements: true },
      );
    } catch {
      if (await within(ended, 30)) return undefined;
    }
  }
  return undefined;
}

async function within(work: Promise<void>, ms: number): Promise<boolean> {
  const stop = new AbortController();
  const late = sleep(ms, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    stop.abort();
  }
}
