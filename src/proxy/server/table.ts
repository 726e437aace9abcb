import type { Faults } from "./faults.ts";
import { Metrics } from "./metrics.ts";
import { Proxy, type ProxySettings, type ProxyWorld } from "./proxy.ts";
import type { Timers } from "./timers.ts";

/** A request for a proxy, checked. */
export interface ProxyRequest extends ProxySettings {
  readonly name: string;
}

/**
 * All proxies of a server. Changes of one wait for one another, so that a half-started proxy is
 * never seen; a slow one keeps no other waiting.
 */
export class ProxyTable {
  readonly metrics = new Metrics();
  readonly timers: Timers;
  readonly faults: Faults;
  readonly #proxies = new Map<string, Proxy>();
  readonly #world: ProxyWorld;
  /** The last change of each name that one is running for. */
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

  /** Adds a proxy and starts it if it shall be on; undefined when the name is taken. */
  async add(request: ProxyRequest): Promise<Proxy | undefined> {
    if (this.#proxies.has(request.name)) return undefined;
    const proxy = new Proxy(this.#world, request.name, request);
    if (request.enabled) await proxy.start();
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }

  /** Adds a proxy, keeps one that listens and forwards the same, or replaces one that does not. */
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
    // First forgotten: a change of its toxics that waits must find that it is gone.
    this.#proxies.delete(proxy.name);
    await proxy.toxics.exclusive(proxy.toxics.clear);
  }

  /**
   * Starts every proxy and removes every toxic; the first that cannot start ends it, as in the
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

  /** Stops everything, whatever is being changed. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.all().map((proxy) => this.remove(proxy)));
  }
}
