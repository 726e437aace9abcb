/**
 * Links to try faults on: through each proxy server that there is, to an upstream that greets, as a
 * database does, and echoes.
 */
import { connect } from "node:net";
import { askAddress } from "../../src/stage/ask-address.ts";
import { simLinks } from "../../src/stage/sim-links.ts";
import type { FaultWorld, LinkAnswer } from "../../src/fault/fault.ts";
import type { ProxyChoice } from "../../src/proxy/find.ts";
import { launchProxy } from "../../src/proxy/launch.ts";
import type { FaultProxy, RunningProxy } from "../../src/proxy/proxy.ts";
import { connectProxy } from "../../src/proxy/toxiproxy.ts";
import type { Endpoint } from "../../src/runtime/runtime.ts";
import { toxiproxyForTests } from "../support/toxiproxy.ts";
import { greeter } from "../support/greeter.ts";

/** One server and one link to an upstream that greets, as a database does, and echoes. */
export interface Site {
  readonly world: FaultWorld;
  /** The same server as another process finds it: by its address alone. */
  readonly stranger: FaultWorld;
  /**
   * A user connects, sends a thousand bytes and hangs up; resolves when the connection is closed,
   * or when it is silent.
   */
  use(): Promise<void>;
  close(): Promise<void>;
}

export interface Kind {
  readonly name: string;
  readonly missing: string | undefined;
  /** Ends a fault by itself when its lease is over. */
  readonly leases: boolean;
  /** Counts what each fault does to connections. */
  readonly counts: boolean;
  open(): Promise<Site>;
}

const missing = (what: string) => (): never => {
  throw new Error(`a fault of a link needs no ${what}`);
};
const power = {
  pause: missing("power"),
  resume: missing("power"),
  kill: missing("power"),
  stop: missing("power"),
  start: missing("power"),
  state: missing("power"),
  starts: missing("power"),
};
const surge = {
  start: missing("surge"),
  end: missing("surge"),
  perSecond: missing("surge"),
  offered: missing("surge"),
};

function worldOf(proxy: FaultProxy, ask: (withinMs: number) => Promise<LinkAnswer>): FaultWorld {
  return { power, surge, links: { proxy: () => proxy, ask: (_link, withinMs) => ask(withinMs) } };
}

export function use(listen: string): Promise<void> {
  const socket = connect(endpoint(listen));
  socket.on("error", () => {}).resume();
  socket.end("x".repeat(1_000));
  return new Promise((resolve) => {
    const silent = setTimeout(() => socket.destroy(), 500);
    socket.once("close", () => {
      clearTimeout(silent);
      resolve();
    });
  });
}

export const endpoint = (address: string): Endpoint => ({
  host: "127.0.0.1",
  port: Number(address.split(":").at(-1)),
});

async function realSite(choice: ProxyChoice): Promise<Site> {
  const upstream = await greeter();
  const running: RunningProxy = await launchProxy(choice, { seed: "7f3a" });
  const { listen } = await running.proxy.createLink({
    name: "a-to-b",
    upstream: `127.0.0.1:${upstream.port}`,
  });
  const ask = (withinMs: number): Promise<LinkAnswer> =>
    askAddress(endpoint(listen), undefined, withinMs);
  return {
    world: worldOf(running.proxy, ask),
    stranger: {
      power,
      surge,
      links: { proxy: (api) => connectProxy({ api: api ?? "" }), ask: missing("newcomer") },
    },
    use: () => use(listen),
    close: async () => {
      await running.close();
      await upstream.close();
    },
  };
}

async function simSite(): Promise<Site> {
  const host = simLinks(() => {});
  const { proxy } = await host.start();
  const { listen } = await proxy.createLink({
    name: "a-to-b",
    upstream: "127.0.0.1:9",
    listen: "127.0.0.1:30100",
  });
  const world = worldOf(proxy, (withinMs) => host.ask(endpoint(listen), undefined, withinMs));
  return { world, stranger: world, use: async () => {}, close: async () => {} };
}

const original = await toxiproxyForTests();
const embedded: ProxyChoice = {
  kind: "embedded",
  version: "2.12.0",
  reason: "a test",
  passedOver: [],
};
export const kinds: readonly Kind[] = [
  { name: "simulated", missing: undefined, leases: false, counts: true, open: simSite },
  {
    name: "embedded",
    missing: undefined,
    leases: true,
    counts: true,
    open: () => realSite(embedded),
  },
  {
    name: "toxiproxy",
    missing: original.kind === "toxiproxy" ? undefined : "no toxiproxy-server is found",
    leases: false,
    counts: false,
    open: () => realSite(original),
  },
];
