import { setImmediate as turn } from "node:timers/promises";
import { AddressError } from "./address.ts";
import { ApiError, emptyAnswer, jsonAnswer, type Answer } from "./answer.ts";
import type { Faults } from "./faults.ts";
import { encodeJson, encodeMap } from "./go-encode.ts";
import { allTouched, encodeTouched, listConnections } from "./overview.ts";
import type { Proxy } from "./proxy.ts";
import { readNewProxy, readPopulate, readProxyChange } from "./proxy-body.ts";
import { faultText } from "./metrics.ts";
import type { ProxyTable } from "./table.ts";
import { encodeToxic, type Toxic } from "./toxic.ts";
import { readNewToxic, readToxicChange } from "./toxic-body.ts";
import { messageOf } from "../../kernel/message-of.ts";

/** The Toxiproxy version whose API and behaviour this server has. */
export const serverVersion = "2.12.0";

export interface ApiRequest {
  readonly method: string;
  /** Path and query, as received. */
  readonly target: string;
  readonly userAgent: string;
  readonly authorization: string;
  readonly body: Uint8Array;
}

/** Answers one request; `names` are the path's parts. */
export type Handler = (request: ApiRequest, names: readonly string[]) => Answer | Promise<Answer>;
/** The handlers of one path by HTTP method; `*` takes any. */
export type Methods = Readonly<Record<string, Handler>>;

/** Finds the handlers of a path; undefined when there is no such page. */
export function createRoutes(
  table: ProxyTable,
  options: { readonly metrics: boolean },
): (segments: readonly string[]) => Methods | undefined {
  const version = { "Content-Type": "application/json;charset=utf-8", "X-Gameday-Proxy": "1" };
  const now = (): number => table.timers.now();
  const pages: ReadonlyMap<string, Methods> = new Map<string, Methods>([
    [
      "version",
      { GET: () => ({ status: 200, headers: version, body: `{"version": "${serverVersion}"}\n` }) },
    ],
    ["reset", { POST: () => table.reset().then(() => emptyAnswer(204)) }],
    ["populate", { POST: ({ body }) => populate(table, body) }],
    [
      "proxies",
      {
        GET: () =>
          jsonAnswer(200, encodeMap(table.all().map((proxy) => [proxy.name, proxy.encode()]))),
        POST: ({ body }) => createProxy(table, body),
      },
    ],
    ["touched", { GET: () => allTouched(table.all(), now).then((text) => jsonAnswer(200, text)) }],
    [
      "connections",
      { GET: () => listConnections(table.all(), now).then((text) => jsonAnswer(200, text)) },
    ],
  ]);
  const metrics: Methods = {
    "*": () => ({
      status: 200,
      headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" },
      body: table.metrics.text() + faultText(table.faults),
    }),
  };
  const proxyPages = proxyRoutes(table);
  return (segments) => {
    const [first = "", ...rest] = segments;
    if (rest.length === 0)
      return first === "metrics" && options.metrics ? metrics : pages.get(first);
    return first === "proxies" && segments.every((segment) => segment !== "")
      ? proxyPages(rest)
      : undefined;
  };
}

function proxyRoutes(table: ProxyTable): (rest: readonly string[]) => Methods | undefined {
  const find = finders(table);
  const one = proxyPage(table, find);
  const toxic = toxicPage(table, find);
  const below: ReadonlyMap<string, Methods> = new Map([
    ["toxics", toxicsPage(table, find)],
    ...readings(table, find),
  ]);
  return (rest) => {
    if (rest.length === 1) return one;
    if (rest.length === 2) return below.get(rest[1] ?? "");
    return rest.length === 3 && rest[1] === "toxics" ? toxic : undefined;
  };
}

type Act = (proxy: Proxy, request: ApiRequest, toxic: string) => Answer | Promise<Answer>;

/** Handlers that first find what the path names, and respond 404 when it does not exist. */
interface Finders {
  readonly named: (act: Act) => Handler;
  /** Looked up in its turn: a proxy that the previous change deleted must not come back. */
  readonly inTurn: (act: (proxy: Proxy, body: Uint8Array) => Promise<Answer>) => Handler;
  /** Looked up again in its turn: another change may have come first. */
  readonly toxicTurn: (act: Act) => Handler;
}

function finders(table: ProxyTable): Finders {
  const named =
    (act: Act): Handler =>
    (request, [, name = "", , toxic = ""]) =>
      act(findProxy(table, name), request, toxic);
  return {
    named,
    inTurn:
      (act) =>
      ({ body }, [, name = ""]) =>
        table.exclusive(name, async () => act(findProxy(table, name), body)),
    toxicTurn: (act) =>
      named((proxy, request, toxic) =>
        proxy.toxics.exclusive(async () =>
          act(findProxy(table, proxy.name, proxy), request, toxic),
        ),
      ),
  };
}

/** `/proxies/NAME` */
function proxyPage(table: ProxyTable, { named, inTurn }: Finders): Methods {
  const update = inTurn(updateProxy);
  return {
    GET: named((proxy) => jsonAnswer(200, proxy.encode())),
    POST: update,
    PATCH: update,
    DELETE: inTurn((proxy) => table.remove(proxy).then(() => emptyAnswer(204))),
  };
}

/** `/proxies/NAME/toxics` */
function toxicsPage({ timers }: ProxyTable, { named, toxicTurn }: Finders): Methods {
  const now = (): number => timers.now();
  return {
    GET: named((proxy) =>
      jsonAnswer(
        200,
        `[${proxy.toxics
          .listed()
          .map((toxic) => encodeToxic(toxic, now()))
          .join(",")}]`,
      ),
    ),
    POST: toxicTurn((proxy, { body }) => createToxic(proxy, body, now)),
  };
}

/** `/proxies/NAME/toxics/TOXIC` */
function toxicPage({ timers }: ProxyTable, { named, toxicTurn }: Finders): Methods {
  const now = (): number => timers.now();
  const change = toxicTurn((proxy, { body }, name) =>
    updateToxic(proxy, findToxic(proxy, name), body, now),
  );
  return {
    GET: named((proxy, _, name) => jsonAnswer(200, encodeToxic(findToxic(proxy, name), now()))),
    POST: change,
    PATCH: change,
    DELETE: toxicTurn((proxy, _, name) =>
      proxy.toxics.remove(findToxic(proxy, name)).then(() => emptyAnswer(204)),
    ),
  };
}

/** `/proxies/NAME/connections` and `/proxies/NAME/touched`: what passed through the proxy. */
function readings(
  { timers }: ProxyTable,
  { named }: Finders,
): readonly (readonly [string, Methods])[] {
  const now = (): number => timers.now();
  return [
    [
      "connections",
      {
        GET: named((proxy) => listConnections([proxy], now).then((text) => jsonAnswer(200, text))),
      },
    ],
    [
      "touched",
      { GET: named((proxy) => encodeTouched(proxy, now).then((text) => jsonAnswer(200, text))) },
    ],
  ];
}

async function createProxy(table: ProxyTable, body: Uint8Array): Promise<Answer> {
  const request = readNewProxy(body);
  const proxy = await table.exclusive(request.name, () => table.add(request));
  if (proxy === undefined) throw new ApiError(409, "proxy already exists");
  return jsonAnswer(201, proxy.encode());
}

async function updateProxy(proxy: Proxy, body: Uint8Array): Promise<Answer> {
  await proxy.update(readProxyChange(body, proxy.settings));
  return jsonAnswer(200, proxy.encode());
}

/**
 * Not all or nothing, as in the original: the response lists the proxies created before a failure
 * beside the failure.
 */
async function populate(table: ProxyTable, body: Uint8Array): Promise<Answer> {
  const done: Proxy[] = [];
  const shown = (): string =>
    done.length === 0 ? "null" : `[${done.map((proxy) => proxy.encode()).join(",")}]`;
  try {
    for (const request of readPopulate(body)) {
      done.push(await table.exclusive(request.name, () => table.addOrReplace(request)));
      // A long list yields to the event loop between its proxies.
      await turn();
    }
  } catch (error) {
    const { status, message } = describe(error, table.faults);
    return jsonAnswer(
      status,
      `${encodeJson({ error: message, status }).slice(0, -1)},"proxies":${shown()}}`,
    );
  }
  return jsonAnswer(201, `{"proxies":${shown()}}`);
}

async function createToxic(proxy: Proxy, body: Uint8Array, now: () => number): Promise<Answer> {
  const toxic = readNewToxic(body, (name) => proxy.toxics.find(name) !== undefined);
  await proxy.toxics.add(toxic);
  return jsonAnswer(200, encodeToxic(toxic, now()));
}

async function updateToxic(
  proxy: Proxy,
  toxic: Toxic,
  body: Uint8Array,
  now: () => number,
): Promise<Answer> {
  const { toxicity, params, schedule } = readToxicChange(body, toxic);
  toxic.toxicity = toxicity;
  toxic.params = params;
  await proxy.toxics.update(toxic, schedule);
  return jsonAnswer(200, encodeToxic(toxic, now()));
}

function findProxy(table: ProxyTable, name: string, same?: Proxy): Proxy {
  const proxy = table.get(name);
  if (proxy === undefined || (same !== undefined && proxy !== same))
    throw new ApiError(404, "proxy not found");
  return proxy;
}

function findToxic(proxy: Proxy, name: string): Toxic {
  const toxic = proxy.toxics.find(name);
  if (toxic === undefined) throw new ApiError(404, "toxic not found");
  return toxic;
}

/**
 * An error as the API reports it. An error without its own status is a 500, as in the original; an
 * unexpected one is counted too.
 */
export function describe(error: unknown, faults: Faults): { status: number; message: string } {
  if (error instanceof ApiError) return error;
  if (error instanceof AddressError) return { status: 500, message: error.message };
  faults.note("api", error);
  return {
    status: 500,
    message: `internal error: ${messageOf(error)}`,
  };
}
