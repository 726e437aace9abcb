import { describe, expect, it } from "vitest";
import { freePort, serve, startProgram, type Address, type Program } from "./program.ts";

/** A region that answers every request with a status and says its own name. */
const region = (name: string, status = 200): ReturnType<typeof serve> =>
  serve((request, response) =>
    response
      .writeHead(request.method === "POST" && status === 200 ? 201 : status, {
        "content-type": "application/json",
      })
      .end(JSON.stringify({ region: name, token: request.headers["x-token"] })),
  );

const nameServer = (eu: Address, us: Address): Promise<Program> =>
  startProgram(
    "dns",
    { zone: "shop.test", ttl: 30, records: { eu: "lb-eu", us: "lb-us" } },
    { "lb-eu": [eu], "lb-us": [us] },
  );
const edge = (dns: Program, config: Record<string, unknown> = {}): Promise<Program> =>
  startProgram("edge", { zone: "shop.test", resolvers: 2, ...config }, { dns: [dns] });

describe("the users' side", () => {
  it("finds each user's region by name, and writes an access line for it", async () => {
    await using eu = await region("eu");
    await using us = await region("us");
    await using dns = await nameServer(eu, us);
    await using shop = await edge(dns);
    expect((await shop.get("/orders/1", { "x-site": "eu", "x-user": "7" })).json).toMatchObject({
      region: "eu",
    });
    expect((await shop.get("/orders/1", { "x-site": "us", "x-user": "7" })).json).toMatchObject({
      region: "us",
    });
    expect(await shop.line(({ msg, site }) => msg === "request" && site === "us")).toMatchObject({
      path: "/orders/1",
      status: 200,
      user: 7,
      upstream: `${us.host}:${us.port}`,
    });
  });

  it("goes on to the old address until the TTL is over, as resolvers do", async () => {
    await using eu = await region("eu");
    await using us = await region("us");
    await using dns = await nameServer(eu, us);
    await using shop = await edge(dns, { spreadS: 0 });
    await shop.get("/orders/1", { "x-site": "eu", "x-user": "2" });
    await dns.send("PUT", "/records/eu", { to: "lb-us" });
    expect((await shop.get("/orders/1", { "x-site": "eu", "x-user": "2" })).json).toMatchObject({
      region: "eu",
    });
    // Another resolver asks for the first time.
    expect((await shop.get("/orders/1", { "x-site": "eu", "x-user": "3" })).json).toMatchObject({
      region: "us",
    });
  });

  it("keeps a ledger of the orders that users were told are placed, and of no other", async () => {
    await using eu = await region("eu");
    await using us = await region("us", 503);
    await using dns = await nameServer(eu, us);
    await using shop = await edge(dns);
    const placed = await shop.send("POST", "/v1/orders", undefined, {
      "x-site": "eu",
      "x-user": "1",
    });
    await shop.send("POST", "/v1/orders", undefined, { "x-site": "us", "x-user": "1" });
    await shop.line(({ msg, site }) => msg === "request" && site === "us");
    const ledger = (await shop.get("/ledger")).json as {
      total: number;
      entries: readonly { n: number; token: string; region: string }[];
    };
    expect(ledger.total).toBe(1);
    expect(ledger.entries).toMatchObject([
      { n: 1, token: (placed.json as { token: string }).token, region: "eu" },
    ]);
    expect((await shop.get("/ledger?after=1")).json).toEqual({ total: 1, entries: [] });
  });

  it("with an app that knows both regions, is served by the other one when its own is dead, for orders too", async () => {
    await using us = await region("us");
    await using dns = await nameServer({ host: "127.0.0.1", port: await freePort() }, us);
    await using shop = await edge(dns, { elsewhere: { names: ["eu", "us"] } });
    expect(await shop.get("/orders/1", { "x-site": "eu", "x-user": "1" })).toMatchObject({
      status: 200,
    });
    expect(
      (await shop.send("POST", "/v1/orders", undefined, { "x-site": "eu", "x-user": "1" })).json,
    ).toMatchObject({ region: "us", token: expect.stringMatching(/^eu-/) });
  });

  it("says what the last region said when none has a good answer in time", async () => {
    await using eu = await region("eu", 503);
    await using us = await region("us", 404);
    await using dns = await nameServer(eu, us);
    await using shop = await edge(dns, { elsewhere: { names: ["eu", "us"], readMs: 2_000 } });
    expect((await shop.get("/orders/1", { "x-site": "eu", "x-user": "1" })).status).toBe(404);
  });
});
