import { createServer, isIP, type Server } from "node:net";
import { stream } from "../../kernel/random.ts";
import { refuse, takeClients, type Client } from "./accept.ts";
import type { Direction } from "../toxic-attributes.ts";
import {
  AddressError,
  canBeName,
  formatAddress,
  listenErrorText,
  parseAddress,
  reaches,
  resolveAddress,
  type Address,
} from "./address.ts";
import { openConnection, type Connection } from "./connection.ts";
import type { Faults } from "./faults.ts";
import { encodeJson } from "./go-encode.ts";
import type { Flow } from "./lane.ts";
import type { MetricLabels } from "./metrics.ts";
import type { Timers } from "./timers.ts";
import { inSlices } from "./slices.ts";
import { encodeToxic } from "./toxic.ts";
import { toxicSet, type ToxicSet } from "./toxic-set.ts";

/** What every proxy of a server shares. */
export interface ProxyWorld {
  readonly timers: Timers;
  readonly seed: string;
  /** Asks whether one more connection is allowed; false refuses it. */
  readonly admit: () => boolean;
  readonly leave: () => void;
  /** The server has ended: a proxy that is still starting must stop. */
  readonly closed: () => boolean;
  /** The byte counters of one direction, to be counted up in place. */
  readonly totals: (labels: MetricLabels) => Flow;
  readonly faults: Faults;
}

/** The settings that a client can change. */
export interface ProxySettings {
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

/** One proxy: a listening address, an upstream, its toxics and its connections. */
export class Proxy {
  readonly name: string;
  readonly toxics: ToxicSet;
  readonly connections = new Set<Connection>();
  readonly #world: ProxyWorld;
  #listen: string;
  #upstream: string;
  /** The last upstream text and the address it was parsed into. */
  #dial: { readonly text: string; readonly address: Address | undefined } | undefined;
  #server: Server | undefined;
  /**
   * Numbers the connections of this proxy, so that the n-th connection gets the same random values
   * for the same seed.
   */
  #opened = 0;
  /** The counters for the current address and upstream. */
  #totals: Readonly<Record<Direction, Flow>> | undefined;
  /** Called when the last connection is gone; set by the code that waits for that. */
  #emptied: () => void = () => {};

  constructor(
    world: ProxyWorld,
    name: string,
    settings: Pick<ProxySettings, "listen" | "upstream">,
  ) {
    this.#world = world;
    this.name = name;
    this.#listen = settings.listen;
    this.#upstream = settings.upstream;
    this.toxics = toxicSet(this.connections, world.timers);
  }

  get settings(): ProxySettings {
    return { listen: this.#listen, upstream: this.#upstream, enabled: this.#server !== undefined };
  }

  /**
   * Whether the settings name another address or upstream than the current ones; throws
   * `AddressError`.
   */
  async differs({
    listen,
    upstream,
  }: Pick<ProxySettings, "listen" | "upstream">): Promise<boolean> {
    return (
      formatAddress(await resolveAddress(listen)) !== this.#listen || upstream !== this.#upstream
    );
  }

  /** Listens, if it does not yet; throws `AddressError` in the original's words. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const address = await resolveAddress(this.#listen).catch((error: unknown) => {
      throw error instanceof AddressError
        ? new AddressError(`listen tcp: ${error.message}`)
        : error;
    });
    const server = createServer();
    const bound = await listen(server, address);
    if (this.#world.closed()) {
      server.close();
      throw new AddressError(`listen tcp ${formatAddress(bound)}: the server is shutting down`);
    }
    takeClients(
      server,
      (client) => this.#accept(client),
      (error) => this.#world.faults.note("accept", error),
    );
    this.#server = server;
    this.#listen = formatAddress(bound);
    this.#totals = undefined;
    this.#dial = undefined;
  }

  /** Stops listening and closes every connection. The toxics stay. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await this.#destroyAll();
    await closed;
    if (this.connections.size > 0) await new Promise<void>((resolve) => (this.#emptied = resolve));
  }

  /**
   * Closes connections over several turns of the event loop, so that thousands of them do not hold
   * up others.
   */
  async #destroyAll(): Promise<void> {
    await inSlices(this.connections, (connection) => connection.destroy());
  }

  /**
   * Applies changed settings: another address or upstream stops the proxy first, then it starts if
   * it is enabled.
   */
  async update(wanted: ProxySettings): Promise<void> {
    if (await this.differs(wanted)) {
      await this.stop();
      this.#listen = wanted.listen;
      this.#upstream = wanted.upstream;
    }
    if (wanted.enabled) await this.start();
    else await this.stop();
  }

  /** The proxy as the API shows it. */
  encode(): string {
    const toxics = this.toxics
      .listed()
      .map((toxic) => encodeToxic(toxic, this.#world.timers.now()));
    const { listen, upstream, enabled } = this.settings;
    const head = encodeJson({ name: this.name, listen, upstream, enabled, Logger: {} });
    return `${head.slice(0, -1)},"toxics":[${toxics.join(",")}]}`;
  }

  /** A counter appears with the first connection, as in the original. */
  #openTotals(): Readonly<Record<Direction, Flow>> {
    const labels = { proxy: this.name, listener: this.#listen, upstream: this.#upstream };
    return {
      upstream: this.#world.totals({ ...labels, direction: "upstream" }),
      downstream: this.#world.totals({ ...labels, direction: "downstream" }),
    };
  }

  #accept(client: Client): void {
    // Looked up now: the upstream may have changed while the client waited in the queue.
    if (this.#dial?.text !== this.#upstream)
      this.#dial = { text: this.#upstream, address: this.#target() };
    const upstream = this.#dial.address;
    if (upstream === undefined || this.#server === undefined || !this.#world.admit()) {
      refuse(client);
      return;
    }
    const id = (this.#opened += 1);
    try {
      this.connections.add(this.#open(id, client, upstream));
    } catch (error) {
      this.#world.leave();
      throw error;
    }
  }

  /**
   * Where clients are sent. Never back to this proxy: one client would multiply up to the
   * connection limit.
   */
  #target(): Address | undefined {
    const address = dialAddress(this.#upstream);
    return address !== undefined && reaches(address, parseAddress(this.#listen))
      ? undefined
      : address;
  }

  #open(id: number, client: Client, upstream: Address): Connection {
    return openConnection({
      id,
      client,
      upstream,
      timers: this.#world.timers,
      toxics: this.toxics.toxics,
      random: (toxic) =>
        stream(this.#world.seed, `${this.name}/${id}/${toxic.direction}/${toxic.name}`),
      totals: (this.#totals ??= this.#openTotals()),
      onClose: (closed) => {
        this.connections.delete(closed);
        if (this.connections.size === 0) this.#emptied();
        this.#world.leave();
      },
      onFault: (error) => this.#world.faults.note("connection", error),
    });
  }
}

/**
 * The address to dial; Go dials this machine when the host is missing. Undefined when nothing can
 * be made of it.
 */
function dialAddress(text: string): Address | undefined {
  try {
    const { host, port } = parseAddress(text);
    if (port === 0 || (isIP(host.split("%", 1)[0] ?? "") === 0 && host !== "" && !canBeName(host)))
      return undefined;
    return { host: host === "" ? "127.0.0.1" : host, port };
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

async function listen(server: Server, address: Address): Promise<Address> {
  const everywhere = address.host === "" || address.host === "0.0.0.0" || address.host === "::";
  const target = everywhere ? { port: address.port } : { host: address.host, port: address.port };
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new AddressError(listenErrorText(address, error))),
    );
    server.listen({ ...target, backlog: 4_096 }, resolve);
  });
  // Too many open files while accepting: that client is lost, the proxy goes on.
  server.on("error", () => {});
  const bound = server.address();
  if (bound === null || typeof bound === "string")
    throw new Error("proxy: a TCP server without an address");
  return { host: bound.address, port: bound.port };
}
