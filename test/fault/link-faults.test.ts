/** Every fault of links through its whole life, on each proxy server that there is: applied, verified, felt, undone, undone again. */
import { createServer, connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askAddress } from "../../src/app/ask-address.ts";
import { simLinks } from "../../src/app/sim-links.ts";
import type { FaultRequest, FaultWorld, LinkAnswer } from "../../src/fault/fault.ts";
import { faults } from "../../src/fault/index.ts";
import { describeUndo, undo, undone } from "../../src/fault/undo.ts";
import type { ProxyChoice } from "../../src/proxy/find.ts";
import { launchProxy } from "../../src/proxy/launch.ts";
import type { FaultProxy, RunningProxy } from "../../src/proxy/proxy.ts";
import { connectProxy } from "../../src/proxy/toxiproxy.ts";
import type { Endpoint } from "../../src/runtime/runtime.ts";
import { toxiproxyForTests } from "../proxy/toxiproxy.ts";

/** One server and one link to an upstream that greets, as a database does, and echoes. */
interface Site {
  readonly world: FaultWorld;
  /** The same server as another process finds it: by its address alone. */
  readonly stranger: FaultWorld;
  close(): Promise<void>;
}

interface Kind {
  readonly name: string;
  readonly missing: string | undefined;
  /** Ends a fault by itself when its lease is over. */
  readonly leases: boolean;
  open(): Promise<Site>;
}

const missing = (what: string) => (): never => {
  throw new Error(`a fault of a link needs no ${what}`);
};
const power = { pause: missing("power"), resume: missing("power"), kill: missing("power"), stop: missing("power"), start: missing("power"), state: missing("power"), starts: missing("power") };
const surge = { start: missing("surge"), end: missing("surge"), perSecond: missing("surge"), offered: missing("surge") };

function worldOf(proxy: FaultProxy, ask: (withinMs: number) => Promise<LinkAnswer>): FaultWorld {
  return { power, surge, links: { proxy: () => proxy, ask: (_link, withinMs) => ask(withinMs) } };
}

const endpoint = (address: string): Endpoint => ({ host: "127.0.0.1", port: Number(address.split(":").at(-1)) });

async function greeter(): Promise<{ address: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.write("hello\n");
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("no port");
  return {
    address: `127.0.0.1:${at.port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function realSite(choice: ProxyChoice): Promise<Site> {
  const upstream = await greeter();
  const running: RunningProxy = await launchProxy(choice, { seed: "7f3a" });
  const { listen } = await running.proxy.createLink({ name: "a-to-b", upstream: upstream.address });
  const ask = (withinMs: number): Promise<LinkAnswer> => askAddress(endpoint(listen), undefined, withinMs);
  return {
    world: worldOf(running.proxy, ask),
    stranger: { power, surge, links: { proxy: (api) => connectProxy({ api: api ?? "" }), ask: missing("newcomer") } },
    close: async () => {
      await running.close();
      await upstream.close();
    },
  };
}

async function simSite(): Promise<Site> {
  const host = simLinks(() => {});
  const { proxy } = await host.start();
  const { listen } = await proxy.createLink({ name: "a-to-b", upstream: "127.0.0.1:9", listen: "127.0.0.1:30100" });
  const world = worldOf(proxy, (withinMs) => host.ask(endpoint(listen), undefined, withinMs));
  return { world, stranger: world, close: async () => {} };
}

const original = await toxiproxyForTests();
const embedded: ProxyChoice = { kind: "embedded", version: "2.12.0", reason: "a test", passedOver: [] };
const kinds: readonly Kind[] = [
  { name: "simulated", missing: undefined, leases: false, open: simSite },
  { name: "embedded", missing: undefined, leases: true, open: () => realSite(embedded) },
  { name: "toxiproxy", missing: original.kind === "toxiproxy" ? undefined : "no toxiproxy-server is found", leases: false, open: () => realSite(original) },
];

const parameters: Readonly<Record<string, Record<string, unknown>>> = {
  latency: { latency: "200ms", jitter: "20ms" },
  bandwidth: { rate: 100 },
  timeout: { timeout: "100ms" },
  "reset-peer": {},
  "slow-close": { delay: "150ms" },
  slicer: { averageSize: 64, sizeVariation: 16, delay: "1ms" },
  "limit-data": { bytes: 3 },
  "link-down": {},
  partition: {},
  degrade: { latency: "200ms", jitter: "20ms", loss: 0.2 },
};
const ofLinks = [...faults.values()].filter(({ target }) => target === "link" || target === "links");

it("every fault of links is tried here", () => {
  expect(ofLinks.map(({ name }) => name).toSorted()).toEqual(Object.keys(parameters).toSorted());
});

for (const kind of kinds) {
  describe.skipIf(kind.missing !== undefined)(`on the ${kind.name} proxy${kind.missing === undefined ? "" : ` (${kind.missing})`}`, () => {
    let site: Site;
    beforeAll(async () => {
      site = await kind.open();
    });
    afterAll(() => site.close());
    afterEach(async () => {
      expect(await site.world.links.proxy().heal()).toMatchObject({ remaining: [] });
    });

    const request = (name: string, more: Partial<FaultRequest<unknown>> = {}): FaultRequest<unknown> => ({ id: "slow", target: "a-to-b", members: ["a-to-b"], with: parameters[name], ...more });

    describe.each(ofLinks)("$name", (fault) => {
      it("is not there before, works when it is applied, and is gone when it is undone, twice safely", async () => {
        const { world } = site;
        const inverse = await fault.undo(request(fault.name), world);
        expect((await fault.verify(world, request(fault.name))).ok).toBe(false);
        await fault.apply(world, request(fault.name));
        const seen = await fault.verify(world, request(fault.name));
        expect(seen, seen.evidence).toMatchObject({ ok: true });
        expect((await undone(world, inverse)).ok).toBe(false);
        for (let round = 0; round < 2; round += 1) {
          await undo(world, inverse);
          expect(await undone(world, inverse)).toMatchObject({ ok: true });
        }
        expect((await fault.verify(world, request(fault.name))).ok).toBe(false);
      });

      it("is undone from its data alone, as another process finds it in a journal", async () => {
        await fault.apply(site.world, request(fault.name));
        const inverse = JSON.parse(JSON.stringify(await fault.undo(request(fault.name), site.world)));
        await undo(site.stranger, inverse);
        expect(await undone(site.stranger, inverse)).toMatchObject({ ok: true });
        expect(describeUndo(inverse)).toContain("a-to-b");
      });
    });

    it.each(ofLinks.filter(({ name, target }) => target === "link" && name !== "link-down"))("$name works both ways at once, and is undone both ways", async (fault) => {
      const both = request(fault.name, { with: { ...parameters[fault.name], direction: "both" } });
      await fault.apply(site.world, both);
      const toxics = await site.world.links.proxy().toxics("a-to-b");
      expect(toxics.map(({ stream }) => stream).toSorted()).toEqual(["downstream", "upstream"]);
      expect(await fault.verify(site.world, both)).toMatchObject({ ok: true });
      const inverse = await fault.undo(both, site.world);
      await undo(site.world, inverse);
      expect(await undone(site.world, inverse)).toMatchObject({ ok: true });
      expect(await site.world.links.proxy().toxics("a-to-b")).toEqual([]);
    });

    it.each([
      ["in", [], ["upstream"]],
      ["in", ["a-to-b"], ["downstream"]],
      ["out", [], ["downstream"]],
      ["out", ["a-to-b"], ["upstream"]],
      ["both", [], ["downstream", "upstream"]],
    ] as const)("a partition that loses what goes %s loses, of a link that leaves (%j), what goes %j", async (direction, leaving, lost) => {
      const partition = faults.get("partition");
      const cut = request("partition", { leaving, with: { direction } });
      await partition?.apply(site.world, cut);
      expect((await site.world.links.proxy().toxics("a-to-b")).map(({ stream }) => stream).toSorted()).toEqual(lost);
      expect(await partition?.verify(site.world, cut)).toMatchObject({ ok: true });
    });

    it("half taken off is not undone", async () => {
      const latency = faults.get("latency");
      const both = request("latency", { with: { latency: "50ms", direction: "both" } });
      await latency?.apply(site.world, both);
      await site.world.links.proxy().removeToxic("a-to-b", "slow.upstream");
      expect(await latency?.verify(site.world, both)).toMatchObject({ ok: false });
      const inverse = await latency?.undo(both, site.world);
      if (inverse === undefined) throw new Error("no latency");
      expect(await undone(site.world, inverse)).toMatchObject({ ok: false, evidence: "the proxy still holds slow.downstream on a-to-b" });
    });

    it("a share of connections is read back and not felt by one newcomer", async () => {
      const latency = faults.get("latency");
      const some = request("latency", { with: { latency: "5s", toxicity: 0.25 } });
      await latency?.apply(site.world, some);
      expect(await latency?.verify(site.world, some)).toEqual({ ok: true, evidence: "the proxy holds latency 5000 ms on a-to-b, downstream, on 25 % of connections" });
    });

    it("another's fault on the same link is not taken for ours", async () => {
      const latency = faults.get("latency");
      await latency?.apply(site.world, request("latency"));
      expect(await latency?.verify(site.world, request("latency", { with: { latency: "300ms" } }))).toMatchObject({ ok: false });
      expect(await latency?.verify(site.world, request("latency", { id: "other" }))).toMatchObject({ ok: false });
    });

    it.skipIf(!kind.leases)("ends by itself when its lease is over", async () => {
      const latency = faults.get("latency");
      await latency?.apply(site.world, request("latency", { leaseMs: 100 }));
      await expect.poll(() => site.world.links.proxy().toxics("a-to-b"), { timeout: 5_000, interval: 20 }).toEqual([]);
    });
  });

  describe.skipIf(kind.missing !== undefined || kind.name === "simulated")(`traffic over the ${kind.name} proxy`, () => {
    let site: Site;
    let listen: string;
    beforeEach(async () => {
      site = await kind.open();
      listen = (await site.world.links.proxy().snapshot())[0]?.listen ?? "";
    });
    afterEach(() => site.close());

    it("is delayed on connections that are open already, and not once the fault is gone", async () => {
      const socket = connect(endpoint(listen));
      await new Promise((resolve) => socket.once("data", resolve));
      const echoMs = async (): Promise<number> => {
        const start = performance.now();
        socket.write("x");
        await new Promise((resolve) => socket.once("data", resolve));
        return performance.now() - start;
      };
      const latency = faults.get("latency");
      const slow: FaultRequest<unknown> = { id: "slow", target: "a-to-b", with: { latency: "150ms", direction: "both" } };
      await latency?.apply(site.world, slow);
      expect(await echoMs()).toBeGreaterThanOrEqual(300);
      const inverse = await latency?.undo(slow, site.world);
      if (inverse === undefined) throw new Error("no latency");
      await undo(site.world, inverse);
      // A busy machine may delay one, not all.
      const after: number[] = [];
      for (let echo = 0; echo < 10; echo += 1) after.push(await echoMs());
      expect(Math.min(...after)).toBeLessThan(150);
      socket.destroy();
    });

    it("is refused while the link is down, on the same address as before once it is up again", async () => {
      const down = faults.get("link-down");
      const cut: FaultRequest<unknown> = { id: "cut", target: "a-to-b", with: {} };
      const socket = connect(endpoint(listen));
      await new Promise((resolve) => socket.once("data", resolve));
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.on("error", () => {});
      await down?.apply(site.world, cut);
      await closed;
      expect(await askAddress(endpoint(listen), undefined, 1_000)).toMatchObject({ met: "refused" });
      const inverse = await down?.undo(cut, site.world);
      if (inverse === undefined) throw new Error("no link-down");
      await undo(site.world, inverse);
      expect(await askAddress(endpoint(listen), undefined, 1_000)).toMatchObject({ met: "answer" });
    });

    it("needs no undoing once its proxy is gone, and it is said", async () => {
      const latency = faults.get("latency");
      const slow: FaultRequest<unknown> = { id: "slow", target: "a-to-b", with: { latency: "150ms" } };
      await latency?.apply(site.world, slow);
      const inverse = await latency?.undo(slow, site.world);
      if (inverse === undefined) throw new Error("no latency");
      await site.close();
      await undo(site.stranger, inverse);
      expect(await undone(site.stranger, inverse)).toEqual({ ok: true, evidence: "the proxy server of a-to-b is gone, and the fault with it" });
    });
  });
}
