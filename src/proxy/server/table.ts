import type { Faults } from "./faults.ts";
import { Metrics } from "./metrics.ts";
import { Proxy, type ProxySettings, type ProxyWorld } from "./proxy.ts";
import type { Timers } from "./timers.ts";

/** A request for a proxy, checked. */
export interface ProxyRequest extends ProxySettings {
  readonly name: string;
}

/**
 * All proxies of a server. Changes to one proxy run one after the other, so that a half-started
 * proxy is never visible; a slow proxy does not hold up others.
 */
export class ProxyTable {
  readonly metrics = new Metrics();
  readonly timers: Timers;
  readonly faults: Faults;
  readonly #proxies = new Map<string, Proxy>();
  readonly #world: ProxyWorld;
  /** The latest change of each name that has one running. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #open = 0;
  #closed = false;

  constructor(options: {
    readonly timers: Timers;
    readonly seed: string;
    readonly connectionsMax: number;
    readonly faults: Faults;
  }) {
    this.timers = options.timers;
    this.faults = options.faults;
    this.#world = {
      timers: options.timers,
      seed: options.seed,
      faults: options.faults,
      admit: () => {
        if (this.#open >= options.connectionsMax) return false;
        this.#open += 1;
        return true;
      },
      closed: () => this.#closed,
      leave: () => void (this.#open -= 1),
      totals: (labels) => this.metrics.flow(labels),
    };
  }

  get(name: string): Proxy | undefined {
    return this.#proxies.get(name);
  }

  all(): readonly Proxy[] {
    return [...this.#proxies.values()];
  }

  /** Runs one change of a name at a time. */
  exclusive<T>(name: string, change: () => Promise<T>): Promise<T> {
    const result = (this.#turns.get(name) ?? Promise.resolve()).then(change);
    const turn = result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#turns.get(name) === turn) this.#turns.delete(name);
      });
    this.#turns.set(name, turn);
    return result;
  }

  /** Adds a proxy and starts it if it is enabled; undefined when the name is taken. */
  async add(request: ProxyRequest): Promise<Proxy | undefined> {
    if (this.#proxies.has(request.name)) return undefined;
    const proxy = new Proxy(this.#world, request.name, request);
    if (request.enabled) await proxy.start();
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }

  /** Adds a proxy, keeps one with the same addresses, or replaces one with other addresses. */
  async addOrReplace(request: ProxyRequest): Promise<Proxy> {
    const existing = this.#proxies.get(request.name);
    if (existing !== undefined) {
      if (!(await existing.differs(request))) return existing;
      await existing.stop();
    }
    const proxy = new Proxy(this.#world, request.name, request);
    if (request.enabled) await proxy.start();
    this.#proxies.set(proxy.name, proxy);
    await existing?.toxics.exclusive(existing.toxics.clear);
    return proxy;
  }

  /** Stops and forgets a proxy. */
  async remove(proxy: Proxy): Promise<void> {
    await proxy.stop();
    // Removed from the list first: a waiting change of its toxics must find that the proxy is gone.
    this.#proxies.delete(proxy.name);
    await proxy.toxics.exclusive(proxy.toxics.clear);
  }

  /**
   * Starts every proxy and removes every toxic; stops at the first that cannot start, as in the
   * original.
   */
  async reset(): Promise<void> {
    for (const proxy of this.all()) {
      await this.exclusive(proxy.name, async () => {
        if (this.#proxies.get(proxy.name) !== proxy) return;
        await proxy.start();
        await proxy.toxics.exclusive(proxy.toxics.clear);
      });
    }
  }

  /** Stops everything, whatever change is running. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.all().map((proxy) => this.remove(proxy)));
  }
}
