import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import type { ProxyChoice } from "./find.ts";
import type { FaultProxy, RunningProxy } from "./proxy.ts";
import type { ServerAnswer, ServerOrder } from "./server-process.ts";
import { connectProxy } from "./toxiproxy.ts";

/** A proxy server that this process started. */
export interface LaunchedProxy extends RunningProxy, AsyncDisposable {
  readonly choice: ProxyChoice;
  readonly pid: number;
}

export interface LaunchRequest {
  readonly seed: string;
  /** Added to the server's environment: the drill's mark. */
  readonly env?: Readonly<Record<string, string>>;
  /** The file that keeps what the server prints (default: none). */
  readonly logFile?: string;
  /** How long the server may take to respond. */
  readonly readyMs?: number;
}

/**
 * Starts the chosen server as a separate process on a free loopback port and waits until it
 * responds. The embedded server requires a secret path.
 */
export async function launchProxy(
  choice: ProxyChoice,
  request: LaunchRequest,
): Promise<LaunchedProxy> {
  return choice.kind === "toxiproxy"
    ? launchOriginal(choice, request)
    : launchEmbedded(choice, request);
}

/** Which server, for people: `toxiproxy 2.12.0 (/usr/bin/toxiproxy-server): it is on PATH`. */
export function describeProxy(choice: ProxyChoice): string {
  const which =
    choice.kind === "toxiproxy"
      ? `toxiproxy ${choice.version} (${choice.path})`
      : `the embedded proxy (Toxiproxy ${choice.version} API)`;
  const passed = choice.passedOver.length === 0 ? "" : `; skipped: ${choice.passedOver.join(", ")}`;
  return `${which}: ${choice.reason}${passed}`;
}

async function launchOriginal(
  choice: ProxyChoice & { kind: "toxiproxy" },
  request: LaunchRequest,
): Promise<LaunchedProxy> {
  const port = await freePort();
  const args = [
    "-host",
    "127.0.0.1",
    "-port",
    String(port),
    "-seed",
    String(Number.parseInt(request.seed, 36) % Number.MAX_SAFE_INTEGER || 0),
  ];
  const child = start(choice.path, args, request, false);
  const proxy = connectProxy({ api: `http://127.0.0.1:${port}` });
  return ready(
    child,
    choice,
    request,
    `${choice.path} did not start on 127.0.0.1:${port}`,
    async (deadline) => {
      for (;;) {
        if (
          await proxy.version().then(
            () => true,
            () => false,
          )
        )
          return proxy;
        if (performance.now() > deadline) return undefined;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  );
}

/** Each name lookup occupies a thread for as long as the name server does not respond. */
const nameThreads = "64";

async function launchEmbedded(choice: ProxyChoice, request: LaunchRequest): Promise<LaunchedProxy> {
  const program = fileURLToPath(
    new URL(
      import.meta.url.endsWith(".ts") ? "./server-process.ts" : "./server-process.js",
      import.meta.url,
    ),
  );
  const child = start(
    process.execPath,
    [program],
    { ...request, env: { UV_THREADPOOL_SIZE: nameThreads, ...request.env } },
    true,
  );
  const order: ServerOrder = { seed: request.seed, pathSecret: randomBytes(16).toString("hex") };
  // A process that failed to start has no channel, although its type says that it has.
  if (child.connected) child.send(order, () => {});
  return ready(child, choice, request, "the embedded proxy did not start", async () => {
    const answer = await new Promise<ServerAnswer>((resolve) => child.once("message", resolve));
    if ("problem" in answer) throw new Error(answer.problem);
    return connectProxy({ api: answer.url });
  });
}

/**
 * The server gets its own process group: Ctrl-C in a terminal must first reach the process that
 * heals, and must not end the links.
 */
function start(
  program: string,
  args: readonly string[],
  { env = {}, logFile }: LaunchRequest,
  channel: boolean,
): ChildProcess {
  const log = logFile === undefined ? undefined : openSync(logFile, "a");
  try {
    const out = log ?? "ignore";
    return spawn(program, args, {
      stdio: ["ignore", out, out, ...(channel ? (["ipc"] as const) : [])],
      env: { ...process.env, ...env },
      detached: true,
    });
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

async function ready(
  child: ChildProcess,
  choice: ProxyChoice,
  { readyMs = 10_000 }: LaunchRequest,
  trouble: string,
  answer: (deadline: number) => Promise<FaultProxy | undefined>,
): Promise<LaunchedProxy> {
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it exited with ${code ?? signal}`));
  });
  const close = (): Promise<void> => end(child, choice.kind);
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>(
    (resolve) => (late = setTimeout(resolve, readyMs, undefined)),
  );
  const answered = answer(performance.now() + readyMs);
  const first = await Promise.race([answered, ended, tooLate])
    .catch((error: unknown) => messageOf(error))
    .finally(() => clearTimeout(late));
  if (typeof first === "object" && child.pid !== undefined)
    return {
      proxy: first,
      choice,
      detail: describeProxy(choice),
      pid: child.pid,
      ended,
      close,
      [Symbol.asyncDispose]: close,
    };
  answered.catch(() => {});
  await close();
  throw new GamedayError(
    "GD-P001",
    `${trouble}: ${typeof first === "string" ? first : `no answer within ${readyMs} ms`}`,
    {
      hint:
        choice.kind === "toxiproxy"
          ? "use the embedded server: --proxy embedded"
          : "gameday doctor shows which proxy server is used",
    },
  );
}

/**
 * Asks the process to end and waits for it. The original waits for running requests first, so it is
 * killed after 3 s.
 */
async function end(child: ChildProcess, kind: ProxyChoice["kind"]): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const force = kind === "toxiproxy" ? setTimeout(() => child.kill("SIGKILL"), 3_000) : undefined;
  await gone;
  clearTimeout(force);
}

/** The original cannot report which port it took, so we look for a free one first. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(0, "127.0.0.1", resolve),
  );
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string")
    throw new Error("launch: a TCP server without a port");
  return address.port;
}
