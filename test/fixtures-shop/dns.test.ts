import { Resolver } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { pick, resolver } from "../../fixtures/shop/resolver.ts";
import { dns as probe } from "../../src/probe/dns.ts";
import { realClock } from "../../src/register/real-clock.ts";
import { probeWorld } from "../../src/stage/probe-world.ts";
import { createSimRuntime } from "../../src/runtime/sim/sim-runtime.ts";
import { SimWorld } from "../../src/runtime/sim/world.ts";
import { serve, startProgram, type Program } from "./program.ts";

const europe = { host: "127.1.0.9", port: 8080 };
const america = { host: "127.2.0.9", port: 8081 };
const start = (
  config: Record<string, unknown> = {},
  needs: Record<string, readonly { host: string; port: number }[]> = {
    "lb-eu": [europe],
    "lb-us": [america],
  },
): Promise<Program> =>
  startProgram(
    "dns",
    { zone: "shop.test", ttl: 5, records: { eu: "lb-eu", us: "lb-us" }, ...config },
    needs,
  );

function asker({ host, port }: Program): Resolver {
  const one = new Resolver({ timeout: 2_000, tries: 2 });
  one.setServers([`${host}:${port}`]);
  return one;
}

describe("the name server", () => {
  it("answers addresses with their TTL and services with their ports, over UDP", async () => {
    await using program = await start();
    const ask = asker(program);
    expect(await ask.resolve4("eu.shop.test", { ttl: true })).toEqual([
      { address: europe.host, ttl: 5 },
    ]);
    expect(await ask.resolveSrv("_http._tcp.us.shop.test")).toMatchObject([
      { name: "lb-us.shop.test", port: america.port, priority: 10, weight: 100 },
    ]);
    expect(await ask.resolve4("lb-us.shop.test")).toEqual([america.host]);
    expect((await ask.resolveSoa("shop.test")).minttl).toBe(5);
  });

  it("says that a name does not exist, that it has nothing of that kind, and that a zone is not its own", async () => {
    await using program = await start();
    const ask = asker(program);
    await expect(ask.resolve4("asia.shop.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(ask.resolveMx("eu.shop.test")).rejects.toMatchObject({ code: "ENODATA" });
    await expect(ask.resolve4("example.test")).rejects.toMatchObject({ code: "EREFUSED" });
  });

  it("answers over TCP too, on the port where people change its records by HTTP", async () => {
    await using program = await start();
    const world = probeWorld(
      {
        instances: () => [],
        endpoints: () => [program],
        runtime: createSimRuntime(new SimWorld()),
      },
      realClock,
    );
    const look = probe.open(world, "dns", { name: "_http._tcp.eu.shop.test", type: "SRV" });
    expect(await look.read()).toBe("lb-eu.shop.test 100");
    const answer = await program.send("PUT", "/records/eu", {
      targets: [
        { to: "lb-eu", weight: 60 },
        { to: "lb-us", weight: 40 },
      ],
    });
    expect(answer.json).toMatchObject({
      serial: 2,
      records: { eu: "lb-eu 60, lb-us 40", us: "lb-us" },
    });
    expect(await look.read()).toBe("lb-eu.shop.test 60, lb-us.shop.test 40");
    await program.send("PUT", "/records/eu", { to: "lb-us" });
    expect(await look.read()).toBe("lb-us.shop.test 100");
    expect((await program.line(({ msg }) => msg === "record changed")).after).toBe(
      "lb-eu 60, lb-us 40",
    );
    await world.close();
  });

  it.each([
    [
      "a component that is not there",
      { to: "lb-asia" },
      /there is no "lb-asia" to point at; there are: lb-eu, lb-us/,
    ],
    [
      "a weight below nought",
      { targets: [{ to: "lb-eu", weight: -1 }] },
      /a weight is a number from 0/,
    ],
    ["nothing to point at", { targets: [{ to: "lb-eu", weight: 0 }] }, /at least one target/],
  ])("refuses a record with %s, and stays as it was", async (_what, body, message) => {
    await using program = await start();
    const answer = await program.send("PUT", "/records/eu", body);
    expect(answer.status).toBe(400);
    expect((answer.json as { error: string }).error).toMatch(message);
    expect((await program.get("/records")).json).toMatchObject({
      serial: 1,
      records: { eu: "lb-eu" },
    });
  });

  it("puts a stand-by in the place of a target that fails its health check, and takes it back", async () => {
    let healthy = true;
    await using target = await serve((_, response) =>
      response.writeHead(healthy ? 200 : 503).end(),
    );
    await using program = await start(
      { watch: { everyMs: 50, fall: 2, standby: { eu: "lb-us" } } },
      { "lb-eu": [target], "lb-us": [america] },
    );
    healthy = false;
    expect(await program.line(({ msg }) => msg === "record changed")).toMatchObject({
      name: "eu.shop.test",
      after: "lb-us",
      why: "its target fails the health check",
    });
    healthy = true;
    expect(await program.line(({ after }) => after === "lb-eu")).toMatchObject({
      why: "its target is healthy again",
    });
  });
});

describe("a user's resolver", () => {
  it("goes on with what it knows until the TTL is over, and asks again then", async () => {
    await using program = await start();
    let nowMs = 0;
    const one = resolver(program, () => nowMs);
    expect(await one.find("eu.shop.test")).toEqual([{ ...europe, weight: 100 }]);
    await program.send("PUT", "/records/eu", { to: "lb-us" });
    nowMs = 4_999;
    expect(await one.find("eu.shop.test")).toEqual([{ ...europe, weight: 100 }]);
    nowMs = 5_000;
    expect(await one.find("eu.shop.test")).toEqual([{ ...america, weight: 100 }]);
  });

  it("serves what it knows when the name server is gone", async () => {
    const program = await start();
    let nowMs = 0;
    const one = resolver(program, () => nowMs);
    await one.find("eu.shop.test");
    await program.end();
    nowMs = 60_000;
    expect(await one.find("eu.shop.test")).toEqual([{ ...europe, weight: 100 }]);
    await expect(one.find("us.shop.test")).rejects.toThrow(/no answer from the name server/);
  });

  it("takes one of several targets by weight", () => {
    const targets = [
      { ...europe, weight: 60 },
      { ...america, weight: 40 },
    ];
    expect([0, 0.59, 0.61, 0.999].map((draw) => pick(targets, draw)?.host)).toEqual([
      europe.host,
      europe.host,
      america.host,
      america.host,
    ]);
    expect(pick([], 0.5)).toBeUndefined();
  });
});
