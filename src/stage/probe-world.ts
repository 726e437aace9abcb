import type { LoadTls } from "../event/flow.ts";
import { open, stat } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import type { StackView } from "../engine/ports.ts";
import { overTls, underName } from "../kernel/address.ts";
import type { Clock } from "../kernel/clock.ts";
import { connectMysql } from "../mysql/connect.ts";
import type { Mysql } from "../mysql/mysql.ts";
import type { ProbeWorld } from "../probe/probe.ts";
import type { Endpoint } from "../runtime/runtime.ts";
import { machineFigures } from "./machine.ts";
import { matchApart } from "./match-apart.ts";

/**
 * The real stack as probes see it: one monitoring connection per database, reopened after it broke.
 */
export function probeWorld(
  stack: StackView,
  clock: Clock,
  folder = process.cwd(),
  tlsOf: (component: string) => LoadTls | undefined = () => undefined,
): ProbeWorld & { close(): Promise<void> } {
  const databases = new Map<string, Promise<Mysql>>();
  const database = (component: string): Promise<Mysql> => {
    const known = databases.get(component);
    if (known !== undefined) return known;
    const [instance] = stack.instances(component);
    if (instance?.probe === undefined)
      return Promise.reject(new Error(`${component} is not a database in this stack`));
    const opened = connectMysql(instance.probe, { connectTimeoutMs: 2_000 }).then((mysql) =>
      forgetting(mysql, () => databases.delete(component)),
    );
    opened.catch(() => databases.delete(component));
    databases.set(component, opened);
    return opened;
  };
  return {
    endpoints: (component) => stack.endpoints(component),
    mysql: database,
    power: stack.runtime.power,
    logs: (component) =>
      stack
        .instances(component)
        .flatMap(({ logFile }) => (logFile === undefined ? [] : [tail(logFile)])),
    get: (url, timeoutMs, component) =>
      httpCall("GET", url, undefined, timeoutMs, { tls: tlsOf(component) }),
    connectMs: (endpoint, timeoutMs) => connectMs(endpoint, timeoutMs, clock),
    exchange,
    matching: matchApart,
    monoMs: () => clock.monoMs(),
    machine: () => machineFigures(folder),
    wallMs: () => clock.wallMs(),
    close: async () => {
      for (const opened of databases.values())
        await opened.then((mysql) => mysql.close()).catch(() => {});
    },
  };
}

/** A connection that a failed statement makes us drop, so that the next reading opens a new one. */
function forgetting(mysql: Mysql, forget: () => void): Mysql {
  const guard = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      forget();
      void mysql.close().catch(() => {});
      throw error;
    });
  return {
    ...mysql,
    query: (sql, options) => guard(mysql.query(sql, options)),
    status: (variable) => guard(mysql.status(variable)),
    kill: (where, scope) => guard(mysql.kill(where, scope)),
  };
}

/** Reads what was added to a file since the last call; from its end at the first. */
function tail(file: string): () => Promise<string> {
  let at = -1;
  return async () => {
    const { size } = await stat(file);
    if (at < 0 || size < at) at = size;
    if (size === at) return "";
    const handle = await open(file, "r");
    try {
      const length = Math.min(size - at, 1_048_576);
      const { buffer, bytesRead } = await handle.read({
        buffer: Buffer.alloc(length),
        position: at,
      });
      at += bytesRead;
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  };
}

/** One GET on a connection of its own: a probe must meet what a new connection meets. */
export function httpGet(url: string, timeoutMs: number): Promise<{ status: number; body: string }> {
  return httpCall("GET", url, undefined, timeoutMs);
}

type Asking = Omit<RequestOptions, "headers"> & {
  readonly headers: Readonly<Record<string, string | number>>;
};
type Form = Readonly<Record<string, string | number | boolean>>;

/** With a JSON body, or one as a form of a page sends it. */
export function httpCall(
  method: string,
  url: string,
  json: unknown,
  timeoutMs: number,
  { form, tls }: { form?: Form | undefined; tls?: LoadTls | undefined } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const body: string | undefined = form === undefined ? JSON.stringify(json) : formText(form);
    const headers: Asking["headers"] =
      body === undefined
        ? {}
        : {
            "content-type":
              form === undefined ? "application/json" : "application/x-www-form-urlencoded",
            "content-length": Buffer.byteLength(body),
          };
    const call = ask(
      url,
      { method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) },
      tls,
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
        answer.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

/**
 * By https where the other side speaks it: under its name, and with the authorities that it has.
 */
function ask(
  url: string,
  options: Asking,
  tls: LoadTls | undefined,
  take: (answer: IncomingMessage) => void,
): ClientRequest {
  if (tls === undefined) return request(url, options, take);
  const { ca, servername, insecure = false } = tls;
  return secureRequest(
    overTls(url),
    {
      ...options,
      ...underName(url, servername, options.headers),
      rejectUnauthorized: !insecure,
      ...(ca !== undefined && { ca }),
    },
    take,
  );
}

/** `b=www&s=www-2`, as a form of a page sends it. */
export function formText(form: Form): string {
  return new URLSearchParams(
    Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)])),
  ).toString();
}

function exchange(
  { host, port }: Endpoint,
  request: Buffer,
  whole: (got: Buffer) => boolean,
  timeoutMs: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const socket = connectTcp({ host, port, timeout: timeoutMs }, () => socket.write(request));
    socket.on("data", (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (!whole(got)) return;
      socket.destroy();
      resolve(got);
    });
    socket.once(
      "timeout",
      () => (
        socket.destroy(),
        reject(new Error(`no answer from ${host}:${port} within ${timeoutMs} ms`))
      ),
    );
    socket.once("end", () =>
      reject(new Error(`${host}:${port} closed the connection before the response was complete`)),
    );
    socket.once("error", reject);
  });
}

function connectMs(endpoint: Endpoint, timeoutMs: number, clock: Clock): Promise<number> {
  const start = clock.monoMs();
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: endpoint.host, port: endpoint.port, timeout: timeoutMs });
    socket.once(
      "connect",
      () => (socket.destroy(), resolve(Math.round((clock.monoMs() - start) * 10) / 10)),
    );
    socket.once(
      "timeout",
      () => (
        socket.destroy(),
        reject(
          new Error(`no connection to ${endpoint.host}:${endpoint.port} within ${timeoutMs} ms`),
        )
      ),
    );
    socket.once("error", reject);
  });
}
