import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { GamedayError } from "../kernel/error.ts";
import type { ProxyChoice } from "./find.ts";
import type { FaultProxy } from "./proxy.ts";
import { startProxyServer } from "./server/server.ts";
import { connectProxy } from "./toxiproxy.ts";

/** A proxy server that we started for ourselves. */
export interface LaunchedProxy extends AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly choice: ProxyChoice;
  /** The process to be found again; undefined when the server lives in ours. */
  readonly pid: number | undefined;
  readonly close: () => Promise<void>;
}

export interface LaunchRequest {
  readonly seed: string;
  /** Added to the server's environment: the drill's mark. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the server may take to answer. */
  readonly readyMs?: number;
}

/** Starts the chosen server on a free loopback port and waits until it answers. The embedded one sits behind a secret path. */
export async function launchProxy(choice: ProxyChoice, request: LaunchRequest): Promise<LaunchedProxy> {
  if (choice.kind === "toxiproxy") return launchProgram(choice, request);
  const server = await startProxyServer({ seed: request.seed, pathSecret: randomBytes(16).toString("hex") });
  return { proxy: connectProxy({ api: server.url }), choice, pid: undefined, close: server.close, [Symbol.asyncDispose]: server.close };
}

async function launchProgram(choice: ProxyChoice & { kind: "toxiproxy" }, { seed, env = {}, readyMs = 10_000 }: LaunchRequest): Promise<LaunchedProxy> {
  const port = await freePort();
  const args = ["-host", "127.0.0.1", "-port", String(port), "-seed", String(Number.parseInt(seed, 36) % Number.MAX_SAFE_INTEGER || 0)];
  const child = spawn(choice.path, args, { stdio: "ignore", env: { ...process.env, ...env } });
  const close = (): Promise<void> => end(child);
  const proxy = connectProxy({ api: `http://127.0.0.1:${port}` });
  const failed = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it ended with ${code ?? signal}`));
  });
  const problem = await Promise.race([failed, answers(proxy, readyMs)]);
  if (problem !== undefined) {
    await close();
    throw new GamedayError("GD-P001", `${choice.path} does not come up on 127.0.0.1:${port}: ${problem}`, { hint: "use the embedded server: --proxy embedded" });
  }
  return { proxy, choice, pid: child.pid, close, [Symbol.asyncDispose]: close };
}

async function answers(proxy: FaultProxy, readyMs: number): Promise<string | undefined> {
  const deadline = performance.now() + readyMs;
  for (;;) {
    const up = await proxy.version().then(
      () => true,
      () => false,
    );
    if (up) return undefined;
    if (performance.now() > deadline) return `no answer within ${readyMs} ms`;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Asks the process to end, and makes it after 3 s. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await gone;
  clearTimeout(force);
}

/** The original cannot tell which port it took, so a free one is looked for first. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("launch: a TCP server without a port");
  return address.port;
}
