/**
 * Programs of the shop as real processes, for tests: each on a free port of 127.0.0.1, its log kept
 * in memory.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  request as httpRequest,
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
} from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface Program extends Address {
  /** Every line written so far, parsed. */
  readonly log: readonly LogLine[];
  /** Resolves with the first line, written or to come, that fits. */
  line(fits: (line: LogLine) => boolean): Promise<LogLine>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Sends SIGTERM and resolves with the exit code, null when a signal ended it. */
  end(): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: unknown;
}

const host = "127.0.0.1";

/** Starts `fixtures/shop/<name>.ts` the way a runtime does and waits until it is healthy. */
export async function startProgram(
  name: string,
  config: unknown = {},
  needs: Record<string, readonly Address[]> = {},
  id = name,
): Promise<Program> {
  const port = await freePort();
  const file = fileURLToPath(new URL(`../../fixtures/shop/${name}.ts`, import.meta.url));
  const place = {
    id,
    component: id.split("/")[0],
    replica: 1,
    at: "a/a1/r1",
    host,
    port,
    config,
    needs,
    passwords: { app: "gameday", other: "gameday" },
    logFile: "",
  };
  const child = spawn(process.execPath, [file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, GAMEDAY_DRILL: "test", GAMEDAY_COMPONENT: JSON.stringify(place) },
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const log: LogLine[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    log.push(...lines.map((line) => JSON.parse(line) as LogLine));
    for (const look of waiting) look();
  });
  const line = (fits: (line: LogLine) => boolean): Promise<LogLine> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = log.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const end = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    return (await exited)[0];
  };
  await Promise.race([
    line(({ msg }) => msg === "listening"),
    exited.then(([code]) =>
      Promise.reject(new Error(`${name} ended with ${code} before it listened`)),
    ),
  ]);
  const send: Program["send"] = (method, path, body, headers = {}) =>
    ask({ host, port }, method, path, {
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    host,
    port,
    log,
    line,
    end,
    send,
    get: (path, headers) => send("GET", path, undefined, headers),
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}

/** One HTTP request on a connection of its own. */
export function ask(
  at: Address,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...at, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get json(): unknown {
            return JSON.parse(text) as unknown;
          },
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** A small HTTP server of a test's own. */
export async function serve(
  handle: RequestListener,
): Promise<Address & { [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer(handle);
  server.listen(0, host);
  await once(server, "listening");
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { host, port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
