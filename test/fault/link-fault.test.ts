/**
 * Every fault of links through its whole life, on each proxy server that there is: applied,
 * verified, felt, undone, undone again.
 */
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askAddress } from "../../src/stage/ask-address.ts";
import {
  parametersOf,
  type Fault,
  type FaultRequest,
  type Verification,
} from "../../src/fault/fault.ts";
import { faults } from "../../src/fault/index.ts";
import { describeUndo, undo, undone } from "../../src/fault/undo/index.ts";
import { endpoint, kinds, use, type Site } from "./link-sites.ts";

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
/** What a new connection cannot tell. */
const subtle: readonly string[] = ["bandwidth", "slow-close", "slicer", "limit-data"];
const ofLinks = [...faults.values()].filter(
  ({ target }) => target === "link" || target === "links",
);

it("every fault of links is tried here", () => {
  expect(ofLinks.map(({ name }) => name).toSorted()).toEqual(Object.keys(parameters).toSorted());
});

for (const kind of kinds) {
  describe.skipIf(kind.missing !== undefined)(
    `on the ${kind.name} proxy${kind.missing === undefined ? "" : ` (${kind.missing})`}`,
    () => {
      let site: Site;
      beforeAll(async () => {
        site = await kind.open();
      });
      afterAll(() => site.close());
      afterEach(async () => {
        expect(await site.world.links.proxy().heal()).toMatchObject({ remaining: [] });
      });

      const request = (
        name: string,
        more: Partial<FaultRequest<unknown>> = {},
      ): FaultRequest<unknown> => ({
        id: "slow",
        target: "a-to-b",
        members: ["a-to-b"],
        ...more,
        with: read(name, more.with ?? parameters[name]),
      });

      /**
       * Verified with users on the link: so many that a share of a fifth cannot miss them all but
       * once in a million times.
       */
      const seenInUse = async (
        fault: Fault<unknown>,
        of: FaultRequest<unknown>,
      ): Promise<Verification> => {
        for (let user = 0; ; user += 1) {
          if (kind.counts) await site.use();
          const seen = await fault.verify(site.world, of);
          if (seen.ok || user >= 60 || !kind.counts) return seen;
        }
      };
      const provable = (name: string): boolean => kind.counts || !subtle.includes(name);

      describe.each(ofLinks)("$name", (fault) => {
        it("is not there before, works when it is applied, and is gone when it is undone, twice safely", async () => {
          const { world } = site;
          const inverse = await fault.undo(request(fault.name), world);
          expect((await fault.verify(world, request(fault.name))).ok).toBe(false);
          await fault.apply(world, request(fault.name));
          const seen = await seenInUse(fault, request(fault.name));
          expect(seen, seen.evidence).toMatchObject({
            ok: provable(fault.name),
            ...(provable(fault.name)
              ? {}
              : { evidence: expect.stringContaining("does not count it") }),
          });
          expect((await undone(world, inverse)).ok).toBe(false);
          for (let round = 0; round < 2; round += 1) {
            await undo(world, inverse);
            expect(await undone(world, inverse)).toMatchObject({ ok: true });
          }
          expect((await fault.verify(world, request(fault.name))).ok).toBe(false);
        });

        it("is undone from its data alone, as another process finds it in a journal", async () => {
          await fault.apply(site.world, request(fault.name));
          const inverse = JSON.parse(
            JSON.stringify(await fault.undo(request(fault.name), site.world)),
          );
          await undo(site.stranger, inverse);
          expect(await undone(site.stranger, inverse)).toMatchObject({ ok: true });
          expect(describeUndo(inverse)).toContain("a-to-b");
        });
      });

      it.each(ofLinks.filter(({ name, target }) => target === "link" && name !== "link-down"))(
        "$name works both ways at once, and is undone both ways",
        async (fault) => {
          const both = request(fault.name, {
            with: { ...parameters[fault.name], direction: "both" },
          });
          await fault.apply(site.world, both);
          const toxics = await site.world.links.proxy().toxics("a-to-b");
          expect(toxics.map(({ stream }) => stream).toSorted()).toEqual(["downstream", "upstream"]);
          expect(await seenInUse(fault, both)).toMatchObject({ ok: provable(fault.name) });
          const inverse = await fault.undo(both, site.world);
          await undo(site.world, inverse);
          expect(await undone(site.world, inverse)).toMatchObject({ ok: true });
          expect(await site.world.links.proxy().toxics("a-to-b")).toEqual([]);
        },
      );

      it.each([
        ["in", [], ["upstream"]],
        ["in", ["a-to-b"], ["downstream"]],
        ["out", [], ["downstream"]],
        ["out", ["a-to-b"], ["upstream"]],
        ["both", [], ["downstream", "upstream"]],
      ] as const)(
        "a partition that loses what goes %s loses, of a link that leaves (%j), what goes %j",
        async (direction, leaving, lost) => {
          const partition = faults.get("partition");
          const cut = request("partition", { leaving, with: { direction } });
          await partition?.apply(site.world, cut);
          expect(
            (await site.world.links.proxy().toxics("a-to-b"))
              .map(({ stream }) => stream)
              .toSorted(),
          ).toEqual(lost);
          // A new connection to what speaks first hears it although what it sends is lost.
          if (
            partition !== undefined &&
            (kind.counts || lost.some((stream) => stream === "downstream"))
          )
            expect(await seenInUse(partition, cut)).toMatchObject({ ok: true });
        },
      );

      it("half taken off is not undone", async () => {
        const latency = faults.get("latency");
        const both = request("latency", { with: { latency: "50ms", direction: "both" } });
        await latency?.apply(site.world, both);
        await site.world.links.proxy().removeToxic("a-to-b", "slow.upstream");
        expect(await latency?.verify(site.world, both)).toMatchObject({ ok: false });
        const inverse = await latency?.undo(both, site.world);
        if (inverse === undefined) throw new Error("no latency");
        expect(await undone(site.world, inverse)).toMatchObject({
          ok: false,
          evidence: "the proxy still holds slow.downstream on a-to-b",
        });
      });

      it("a share of connections is verified once a connection of it is met, and not before", async () => {
        const latency = faults.get("latency");
        const some = request("latency", { with: { latency: "100ms", toxicity: 0.25 } });
        if (latency === undefined) throw new Error("no latency");
        await latency.apply(site.world, some);
        if (kind.name === "embedded")
          expect(await latency.verify(site.world, some)).toMatchObject({
            ok: false,
            evidence: expect.stringContaining("it has affected no"),
          });
        const { ok, evidence } = await seenInUse(latency, some);
        expect({ ok, evidence }).toEqual({
          ok: true,
          evidence: expect.stringMatching(
            /^the proxy holds latency 100 ms on a-to-b, downstream, on 25 % of connections; (it has affected \d+ connections? so far|of \d+ new connections one meets a response after 1\d\d ms)$/,
          ),
        });
      });

      it.skipIf(kind.name === "simulated")(
        "a share that nobody meets is not verified, and it is said how many were tried",
        async () => {
          const latency = faults.get("latency");
          const rare = request("latency", { with: { latency: "100ms", toxicity: 0.000001 } });
          await latency?.apply(site.world, rare);
          await site.use();
          expect(await latency?.verify(site.world, rare)).toMatchObject({
            ok: false,
            evidence: expect.stringMatching(
              kind.counts ? /affected no/ : /it takes 4605168 new connections/,
            ),
          });
        },
      );

      it("another's fault on the same link is not taken for ours", async () => {
        const latency = faults.get("latency");
        await latency?.apply(site.world, request("latency"));
        expect(
          await latency?.verify(site.world, request("latency", { with: { latency: "300ms" } })),
        ).toMatchObject({ ok: false });
        expect(
          await latency?.verify(site.world, request("latency", { id: "other" })),
        ).toMatchObject({ ok: false });
      });

      it.skipIf(!kind.leases)("ends by itself when its lease is over", async () => {
        const latency = faults.get("latency");
        await latency?.apply(site.world, request("latency", { leaseMs: 100 }));
        await expect
          .poll(() => site.world.links.proxy().toxics("a-to-b"), { timeout: 5_000, interval: 20 })
          .toEqual([]);
      });
    },
  );

  describe.skipIf(kind.missing !== undefined || kind.name === "simulated")(
    `traffic over the ${kind.name} proxy`,
    () => {
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
        const slow: FaultRequest<unknown> = {
          id: "slow",
          target: "a-to-b",
          with: read("latency", { latency: "150ms", direction: "both" }),
        };
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
        const cut: FaultRequest<unknown> = {
          id: "cut",
          target: "a-to-b",
          with: read("link-down", {}),
        };
        const socket = connect(endpoint(listen));
        await new Promise((resolve) => socket.once("data", resolve));
        const closed = new Promise((resolve) => socket.once("close", resolve));
        socket.on("error", () => {});
        await down?.apply(site.world, cut);
        await closed;
        expect(await askAddress(endpoint(listen), undefined, 1_000)).toMatchObject({
          met: "refused",
        });
        const inverse = await down?.undo(cut, site.world);
        if (inverse === undefined) throw new Error("no link-down");
        await undo(site.world, inverse);
        expect(await askAddress(endpoint(listen), undefined, 1_000)).toMatchObject({
          met: "answer",
        });
      });

      it.skipIf(!kind.counts)(
        "that goes over old connections alone and bypasses a share is found, and it is said",
        async () => {
          const socket = connect(endpoint(listen));
          await new Promise((resolve) => socket.once("data", resolve));
          const timeout = faults.get("timeout");
          const rare: FaultRequest<unknown> = {
            id: "rare",
            target: "a-to-b",
            with: read("timeout", { toxicity: 0.000001 }),
          };
          await timeout?.apply(site.world, rare);
          socket.write("x");
          await new Promise((resolve) => socket.once("data", resolve));
          expect(await timeout?.verify(site.world, rare)).toMatchObject({
            ok: false,
            evidence: expect.stringContaining(
              "it is active on none of the open connections (1): they bypass it",
            ),
          });
          socket.destroy();
        },
      );

      it.skipIf(!kind.counts)(
        "that is too small or too slow for a fault does not verify it",
        async () => {
          const wide: FaultRequest<unknown> = {
            id: "wide",
            target: "a-to-b",
            with: read("bandwidth", { rate: 1_000_000 }),
          };
          const long: FaultRequest<unknown> = {
            id: "long",
            target: "a-to-b",
            with: read("limit-data", { bytes: 1_000_000 }),
          };
          const coarse: FaultRequest<unknown> = {
            id: "coarse",
            target: "a-to-b",
            with: read("slicer", { averageSize: 30_000 }),
          };
          for (const [name, of] of [
            ["bandwidth", wide],
            ["limit-data", long],
            ["slicer", coarse],
          ] as const) {
            await faults.get(name)?.apply(site.world, of);
            await use(listen);
            expect(await faults.get(name)?.verify(site.world, of)).toMatchObject({
              ok: false,
              evidence: expect.stringContaining("affected no"),
            });
          }
        },
      );

      it("needs no undoing once its proxy is gone, and it is said", async () => {
        const latency = faults.get("latency");
        const slow: FaultRequest<unknown> = {
          id: "slow",
          target: "a-to-b",
          with: read("latency", { latency: "150ms" }),
        };
        await latency?.apply(site.world, slow);
        const inverse = await latency?.undo(slow, site.world);
        if (inverse === undefined) throw new Error("no latency");
        await site.close();
        await undo(site.stranger, inverse);
        expect(await undone(site.stranger, inverse)).toEqual({
          ok: true,
          evidence: "the proxy server of a-to-b is gone, and the fault with it",
        });
      });
    },
  );
}

function read(name: string, given: unknown): unknown {
  const fault = faults.get(name);
  if (fault === undefined) throw new Error(`no fault "${name}"`);
  return parametersOf(fault, given);
}
