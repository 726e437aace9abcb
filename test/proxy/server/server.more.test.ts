import { stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import dns from "node:dns/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  startProxyServer,
  type ProxyServerOptions,
  type RunningProxyServer,
} from "../../../src/proxy/server/server.ts";
import { rig } from "../rig.ts";
import { implementations } from "../servers.ts";
import { dial, echo, upstream, within } from "../wires.ts";
import { ownFolder } from "../../support/own-folder.ts";

const [ours] = implementations;
if (ours === undefined) throw new Error("no embedded server");
const embedded = ours;

async function start(options: Partial<ProxyServerOptions> = {}): Promise<RunningProxyServer> {
  const server = await startProxyServer({ seed: "more", ...options });
  onTestFinished(() => server.close());
  return server;
}

describe("what the embedded server does beyond Toxiproxy", () => {
  test("a toxic with a ttl ends by itself, not early, and what it held goes on", async () => {
    const { pair, add, call } = await rig(embedded);
    const [client, server] = await pair();
    const start = performance.now();
    await add("bandwidth", { rate: 0 }, { ttl: 150 });
    server.socket.write("held");
    expect(String(await client.have(4))).toBe("held");
    expect(performance.now() - start).toBeGreaterThanOrEqual(150);
    expect(await call("GET", "/toxics")).toEqual([]);
  });

  test("a lease can be renewed and given up", async () => {
    const { add, call } = await rig(embedded);
    await add("latency", { latency: 1 }, { ttl: 60_000 });
    expect(await call("PATCH", "/toxics/latency", { ttl: 90_000 })).toMatchObject({
      ttl: 90_000,
      active: true,
      remaining: expect.closeTo(90_000, -3),
    });
    expect(await call("PATCH", "/toxics/latency", { ttl: 0 })).toMatchObject({
      ttl: 0,
      remaining: null,
    });
  });

  test("a schedule begins after its time and ends after its other time", async () => {
    const { pair, add, call } = await rig(embedded, echo);
    const [client] = await pair();
    await add("bandwidth", { rate: 0 }, { after: 300, for: 900 });
    expect(await call("GET", "/toxics")).toMatchObject([{ active: false, after: 300, for: 900 }]);
    client.socket.write("before");
    await client.have(6);
    await expect.poll(() => call("GET", "/toxics")).toMatchObject([{ active: true }]);
    client.socket.write("during");
    expect(await within(client.have(7), 40)).toBe("late");
    await client.have(12);
    expect(await call("GET", "/toxics")).toEqual([]);
  });

  test.each([{ ttl: -1 }, { after: 1.5 }, { for: "2s" }])(
    "refuses the schedule %j with 400",
    async (schedule) => {
      const { api } = await rig(embedded);
      const response = await fetch(`${api}/proxies/p/toxics`, {
        method: "POST",
        body: JSON.stringify({ type: "noop", ...schedule }),
      });
      expect(response.status).toBe(400);
    },
  );

  test("lists the connections of one proxy with age and bytes, and forgets them when they are over", async () => {
    const { pair, call } = await rig(embedded, echo);
    const [client] = await pair();
    client.socket.write("abc");
    await client.have(3);
    const [row] = (await call("GET", "/connections")) as Record<string, unknown>[];
    expect(row).toMatchObject({
      proxy: "p",
      id: 1,
      client: `127.0.0.1:${client.socket.localPort}`,
      upstream: { received: 3, sent: 3 },
      downstream: { received: 3, sent: 3 },
    });
    expect(row?.["age_ms"]).toBeGreaterThanOrEqual(0);
    client.socket.end();
    await client.closed;
    await expect.poll(() => call("GET", "/connections")).toEqual([]);
  });

  test("counts what each toxic has done", async () => {
    const { api, pair, add, call } = await rig(embedded, echo);
    await add("latency", { latency: 20 });
    await add("noop", {});
    const [client] = await pair();
    expect(await call("GET", "/touched")).toEqual({
      latency: { connections: 0, bytes: 0, last_ms: null, open: 1, working: 1 },
      noop: { connections: 0, bytes: 0, last_ms: null, open: 1, working: 1 },
    });
    client.socket.write("abc");
    await client.have(3);
    const all = (await (await fetch(`${api}/touched`)).json()) as Record<string, unknown>;
    expect(all).toMatchObject({
      p: {
        latency: { connections: 1, bytes: 3, last_ms: expect.any(Number) },
        noop: { connections: 0 },
      },
    });
  });

  test("a change that waits for a name keeps no other proxy waiting", async () => {
    const { url } = await start();
    const lookup = vi
      .spyOn(dns, "lookup")
      .mockImplementation((() => new Promise(() => {})) as never);
    onTestFinished(() => lookup.mockRestore());
    const post = (body: unknown): Promise<Response> =>
      fetch(`${url}/proxies`, { method: "POST", body: JSON.stringify(body) });
    const slow = post({ name: "slow", listen: "some.name:1", upstream: "u:1" }).catch(
      () => "never",
    );
    await expect.poll(() => lookup.mock.calls.length).toBe(1);
    expect((await post({ name: "quick", listen: "127.0.0.1:0", upstream: "u:1" })).status).toBe(
      201,
    );
    expect((await fetch(`${url}/reset`, { method: "POST" })).status).toBe(204);
    expect((await fetch(`${url}/proxies/quick`, { method: "DELETE" })).status).toBe(204);
    void slow;
  });

  test("localhost is asked of nobody, whatever other names wait for", async () => {
    const { url } = await start();
    const lookup = vi
      .spyOn(dns, "lookup")
      .mockImplementation((() => new Promise(() => {})) as never);
    onTestFinished(() => lookup.mockRestore());
    const target = await upstream(echo);
    onTestFinished(() => target.close());
    const body = JSON.stringify({
      name: "l",
      listen: "localhost:0",
      upstream: `LOCALHOST:${target.address.split(":")[1]}`,
    });
    const { listen } = (await (await fetch(`${url}/proxies`, { method: "POST", body })).json()) as {
      listen: string;
    };
    const client = await dial(listen);
    client.socket.write("x");
    expect(String(await client.have(1))).toBe("x");
    client.socket.destroy();
    expect(lookup).not.toHaveBeenCalled();
  });

  test("a bearer token is required on every page when one is set", async () => {
    const { url } = await start({ token: "s3cret" });
    expect((await fetch(`${url}/version`)).status).toBe(401);
    expect(
      (await fetch(`${url}/version`, { headers: { Authorization: "Bearer wrong" } })).status,
    ).toBe(401);
    expect(
      (await fetch(`${url}/version`, { headers: { Authorization: "Bearer s3cret" } })).status,
    ).toBe(200);
  });

  test("a path secret hides the API from everybody who does not know it", async () => {
    const { url, port } = await start({ pathSecret: "abc" });
    expect(url).toBe(`http://127.0.0.1:${port}/abc`);
    expect((await fetch(`${url}/version`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/version`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/abd/version`)).status).toBe(404);
  });

  test("listens on a Unix socket of its user instead of a port", async () => {
    const dir = ownFolder();
    const socketPath = join(dir, "api");
    const server = await start({ socketPath });
    expect(server.port).toBe(0);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    const status = await new Promise((resolve) =>
      request({ socketPath, path: "/version" }, (response) =>
        resolve(response.resume().statusCode),
      ).end(),
    );
    expect(status).toBe(200);
  });

  test("answers a body above the limit with 413 and goes on", async () => {
    const { url } = await start({ limits: { bodyBytesMax: 1_000 } });
    const response = await fetch(`${url}/populate`, { method: "POST", body: "x".repeat(100_000) });
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: "request body is larger than 1000 bytes", status: 413 },
    ]);
    expect((await fetch(`${url}/version`)).status).toBe(200);
  });

  test("closes connections above the limit and takes new ones when others have ended", async () => {
    const limited = {
      start: async () =>
        startProxyServer({ seed: "l", limits: { connectionsMax: 2 } }).then((server) => ({
          api: server.url,
          close: server.close,
        })),
    };
    const { pair, listen, call } = await rig(limited, echo);
    const [first] = await pair();
    await pair();
    const third = await dial(listen);
    await third.ended;
    third.socket.destroy();
    first.socket.destroy();
    await expect
      .poll(async () => ((await call("GET", "/connections")) as unknown[]).length)
      .toBe(1);
    const [again] = await pair();
    again.socket.write("x");
    await again.have(1);
  });

  test("says which address is taken when it cannot listen", async () => {
    const { port } = await start();
    await expect(startProxyServer({ seed: "x", port })).rejects.toMatchObject({
      code: "GD-E007",
      message: `the proxy's API cannot listen on 127.0.0.1:${port}: it is in use`,
    });
  });

  test("closing ends the API, every proxy and every connection", async () => {
    const server = await startProxyServer({ seed: "x" });
    const made = (await (
      await fetch(`${server.url}/proxies`, {
        method: "POST",
        body: '{"name":"p","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}',
      })
    ).json()) as { listen: string };
    await server.close();
    await expect(dial(made.listen)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(dial(`127.0.0.1:${server.port}`)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
