/** The servers that the contract is run against: ours always, the original when it is found. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { startProxyServer } from "../../src/proxy/server/server.ts";
import { toxiproxyForTests } from "../support/toxiproxy.ts";

export interface TestServer {
  readonly api: string;
  readonly close: () => Promise<void>;
}

export interface Implementation {
  readonly name: "embedded" | "toxiproxy";
  /** Why it cannot be tested here; undefined when it can. */
  readonly missing: string | undefined;
  readonly start: (options?: { readonly metrics?: boolean }) => Promise<TestServer>;
}

const embedded: Implementation = {
  name: "embedded",
  missing: undefined,
  start: async ({ metrics = false } = {}) => {
    const server = await startProxyServer({ seed: "contract", metrics });
    return { api: server.url, close: server.close };
  },
};

const choice = await toxiproxyForTests();
const path = choice.kind === "toxiproxy" ? choice.path : undefined;

const original: Implementation = {
  name: "toxiproxy",
  missing:
    path === undefined ? "toxiproxy-server is neither on PATH nor in GAMEDAY_TOXIPROXY" : undefined,
  start: ({ metrics = false } = {}) => startOriginal(path ?? "", metrics),
};

export const implementations: readonly Implementation[] = [embedded, original];

async function startOriginal(program: string, metrics: boolean): Promise<TestServer> {
  const port = await freePort();
  const child = spawn(
    program,
    ["-host", "127.0.0.1", "-port", String(port), ...(metrics ? ["-proxy-metrics"] : [])],
    { stdio: "ignore" },
  );
  const api = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    const up = await fetch(`${api}/version`)
      .then((response) => response.ok)
      .catch(() => false);
    if (up) break;
    if (tries > 500 || child.exitCode !== null)
      throw new Error(`${program} does not answer on ${api}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    api,
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
