import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import type { FaultProxy } from "../../src/proxy/proxy.ts";
import { connectProxy } from "../../src/proxy/toxiproxy.ts";
import { implementations, type Implementation } from "./servers.ts";
import { dial, echo, upstream } from "./wires.ts";

async function port(implementation: Implementation): Promise<FaultProxy> {
  const server = await implementation.start();
  onTestFinished(() => server.close());
  return connectProxy({ api: server.api });
}

for (const implementation of implementations) {
  describe.skipIf(implementation.missing !== undefined)(
    `the fault port over ${implementation.name}${implementation.missing === undefined ? "" : ` (${implementation.missing})`}`,
    () => {
      test("makes a link that traffic goes through and takes it away", async () => {
        const proxy = await port(implementation);
        const target = await upstream(echo);
        onTestFinished(() => target.close());
        const link = await proxy.createLink({ name: "api→db", upstream: target.address });
        const client = await dial(link.listen);
        client.socket.write("hello");
        expect(String(await client.have(5))).toBe("hello");
        await proxy.removeLink("api→db");
        await client.ended;
        client.socket.destroy();
        expect(await proxy.snapshot()).toEqual([]);
      });

      test("puts toxics on, lists them as data and takes them off; removing twice is no mistake", async () => {
        const proxy = await port(implementation);
        await proxy.createLink({ name: "db", upstream: "127.0.0.1:9" });
        const toxic = await proxy.addToxic("db", {
          type: "latency",
          attributes: { latency: 300 },
          name: "f1",
          stream: "upstream",
          toxicity: 0.5,
        });
        expect(toxic).toEqual({
          name: "f1",
          type: "latency",
          stream: "upstream",
          toxicity: 0.5,
          attributes: { latency: 300, jitter: 0 },
        });
        expect(await proxy.toxics("db")).toEqual([toxic]);
        await proxy.removeToxic("db", "f1");
        await proxy.removeToxic("db", "f1");
        await proxy.removeLink("gone");
        expect(await proxy.toxics("db")).toEqual([]);
      });

      test("switches a link off and on without touching the others' connections", async () => {
        const proxy = await port(implementation);
        const link = await proxy.createLink({
          name: "db",
          listen: "localhost:0",
          upstream: "127.0.0.1:9",
        });
        expect((await proxy.setEnabled("db", false)).enabled).toBe(false);
        await expect(dial(link.listen)).rejects.toMatchObject({ code: "ECONNREFUSED" });
        expect(await proxy.setEnabled("db", true)).toMatchObject({
          enabled: true,
          listen: link.listen,
        });
      });

      test("heals every link and proves it by reading back", async () => {
        const proxy = await port(implementation);
        for (const name of ["a", "b", "c"])
          await proxy.createLink({ name, upstream: "127.0.0.1:9" });
        await proxy.addToxic("a", { type: "timeout", attributes: { timeout: 0 } });
        await proxy.addToxic("a", { type: "reset_peer", attributes: {}, stream: "upstream" });
        await proxy.setEnabled("b", false);
        expect(await proxy.heal("a")).toEqual({ healed: ["a"], remaining: [] });
        expect(await proxy.heal()).toEqual({ healed: ["a", "b", "c"], remaining: [] });
        expect(
          (await proxy.snapshot()).every((link) => link.enabled && link.toxics.length === 0),
        ).toBe(true);
      });

      test("says what it could not heal", async () => {
        const proxy = await port(implementation);
        const { listen } = await proxy.createLink({ name: "b", upstream: "127.0.0.1:9" });
        await proxy.setEnabled("b", false);
        const thief = createServer().listen(Number(listen.split(":")[1]), "127.0.0.1");
        onTestFinished(() => void thief.close());
        await new Promise((resolve) => thief.once("listening", resolve));
        const report = await proxy.heal();
        expect(report.healed).toEqual([]);
        expect(report.remaining).toEqual([expect.stringContaining("b is still not enabled")]);
        expect(report.remaining[0]).toContain("address already in use");
      });

      test("tells the server's own words when it refuses", async () => {
        const proxy = await port(implementation);
        await proxy.createLink({ name: "db", upstream: "127.0.0.1:9" });
        await expect(
          proxy.createLink({ name: "db", upstream: "127.0.0.1:9" }),
        ).rejects.toMatchObject({
          code: "GD-P002",
          status: 409,
          message: `the proxy server responded POST ${proxy.api}/proxies with 409: proxy already exists`,
        });
        await expect(
          proxy.addToxic("nope", { type: "noop", attributes: {} }),
        ).rejects.toMatchObject({
          code: "GD-P002",
          message: expect.stringContaining("404: proxy not found"),
        });
      });

      test("tells the version as a bare number", async () => {
        expect(await (await port(implementation)).version()).toMatch(/^\d+\.\d+\.\d+$/);
      });
    },
  );
}

describe("the fault port without a server", () => {
  test("says that nobody answers", async () => {
    const proxy = connectProxy({ api: "http://127.0.0.1:1" });
    const error = await proxy.snapshot().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GamedayError);
    expect(error).toMatchObject({ code: "GD-P001", exit: 69 });
  });

  test("gives up on a server that accepts and never answers", async () => {
    const mute = await upstream();
    onTestFinished(() => mute.close());
    const proxy = connectProxy({ api: `http://${mute.address}/secret`, timeoutMs: 50 });
    await expect(proxy.version()).rejects.toMatchObject({
      code: "GD-P001",
      message: `the proxy server does not respond GET http://${mute.address}/version: no answer within 50 ms`,
    });
  });

  test("says that an answer is not a proxy server's", async () => {
    const web = await upstream(({ socket }) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>"),
    );
    onTestFinished(() => web.close());
    await expect(connectProxy({ api: `http://${web.address}` }).snapshot()).rejects.toMatchObject({
      code: "GD-P001",
      hint: "is this address really a Toxiproxy API?",
    });
  });
});
