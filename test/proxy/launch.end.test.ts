/**
 * The server ends when it is told to, and a connection when it is reset, whatever is armed, held or
 * on its way.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { findProxyServer } from "../../src/proxy/find.ts";
import { launchProxy } from "../../src/proxy/launch.ts";
import type { ToxicSpec } from "../../src/proxy/proxy.ts";
import { startProxyServer } from "../../src/proxy/server/server.ts";
import { rig } from "./rig.ts";
import { implementations } from "./servers.ts";
import { dial, pattern, upstream, within } from "./wires.ts";

const [ours] = implementations;
if (ours === undefined) throw new Error("no embedded server");
const embedded = ours;

const armed: readonly (readonly [string, ToxicSpec])[] = [
  ["latency", { type: "latency", attributes: { latency: 60_000 } }],
  ["timeout", { type: "timeout", attributes: { timeout: 60_000 } }],
  ["reset_peer", { type: "reset_peer", attributes: { timeout: 60_000 } }],
  ["slow_close", { type: "slow_close", attributes: { delay: 60_000 } }],
  ["bandwidth 0", { type: "bandwidth", attributes: { rate: 0 } }],
  ["a ttl", { type: "noop", attributes: {}, ttl: 60_000 }],
  ["a schedule", { type: "noop", attributes: {}, after: 60_000, for: 60_000 }],
];

describe("the process", () => {
  /**
   * How long a launched server takes to be gone after SIGTERM, with a connection through each of
   * the toxics, which holds data and an end.
   */
  const endMs = async (toxics: typeof armed, alsoRemove = false): Promise<number> => {
    const launched = await launchProxy(await findProxyServer({ explicit: "embedded" }), {
      seed: "1",
    });
    const target = await upstream();
    onTestFinished(() => target.close());
    for (const [name, toxic] of toxics) {
      const { listen } = await launched.proxy.createLink({ name, upstream: target.address });
      await launched.proxy.addToxic(name, { ...toxic, name: "t" });
      const client = await dial(listen);
      onTestFinished(() => void client.socket.destroy());
      (await target.next()).socket.end("held");
    }
    // A round trip to the API behind the bytes: they have come in.
    await launched.proxy.snapshot();
    if (alsoRemove) for (const [name] of toxics) await launched.proxy.removeToxic(name, "t");
    const start = performance.now();
    await launched.close();
    return performance.now() - start;
  };

  test("ends at once while everything that can be is armed, and after it has been cancelled", async () => {
    const bare = await endMs([]);
    // Twice what an idle server takes on this machine at this time, and the 0.2 s that are
    // promised.
    expect(await endMs(armed)).toBeLessThan(2 * bare + 200);
    expect(await endMs(armed, true)).toBeLessThan(2 * bare + 200);
  });

  test("ends at once while a request is only half sent and a name is being looked up", async () => {
    const launched = await launchProxy(await findProxyServer({ explicit: "embedded" }), {
      seed: "1",
    });
    const half = await dial(new URL(launched.proxy.api).host);
    onTestFinished(() => void half.socket.destroy());
    half.socket.write("POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    const slow = launched.proxy
      .createLink({ name: "n", listen: "a-name-that-nobody-has.invalid:1", upstream: "x:1" })
      .catch(() => "failed");
    await launched.proxy.snapshot();
    const start = performance.now();
    await launched.close();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await slow).toBe("failed");
  });
});

test("closing leaves no connection, timer or descriptor in a process that lives on", async () => {
  // What the test's own HTTP client keeps open may go meanwhile.
  const resources = (): number =>
    process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|Immediate/.test(kind)).length;
  const before = resources();
  const server = await startProxyServer({ seed: "x" });
  const target = await upstream();
  const api = `${server.url}/proxies`;
  const { listen } = (await (
    await fetch(api, {
      method: "POST",
      body: JSON.stringify({ name: "p", listen: "127.0.0.1:0", upstream: target.address }),
    })
  ).json()) as { listen: string };
  for (const [name, toxic] of armed)
    await fetch(`${api}/p/toxics`, { method: "POST", body: JSON.stringify({ ...toxic, name }) });
  const clients = await Promise.all([1, 2, 3].map(() => dial(listen)));
  for (const { socket } of clients) socket.end(pattern(100_000));
  for (let n = 0; n < 3; n += 1) (await target.next()).socket.end(pattern(100_000));
  await server.close();
  await target.close();
  for (const { socket } of clients) socket.destroy();
  await expect.poll(resources).toBeLessThanOrEqual(before);
});

describe("a reset", () => {
  test("that comes while an end is being sent leaves no connection over, and the API answers", async () => {
    const { add, call, pair, target } = await rig(embedded);
    await add("reset_peer", { timeout: 0 });
    for (const stream of ["upstream", "downstream"])
      await add("latency", { latency: 50 }, { name: stream, stream });
    const pairs = await Promise.all(Array.from({ length: 50 }, async () => pair()));
    for (const [client, server] of pairs) {
      server.socket.write("hello");
      client.socket.end("a word");
    }
    expect(await Promise.all(pairs.map(([client]) => within(client.closed, 20_000)))).not.toContain(
      "late",
    );
    await expect.poll(() => call("GET", "/connections")).toEqual([]);
    await call("DELETE", "");
    await target.close();
  });

  test("reaches both sides although neither reads and megabytes are on their way", async () => {
    const { add, pair, call } = await rig(embedded);
    const [client, server] = await pair();
    for (const { socket } of [client, server]) socket.pause().write(pattern(20_000_000));
    await within(client.closed, 100);
    await add("reset_peer", { timeout: 0 }, { stream: "upstream" });
    server.socket.resume();
    for (const { closed, socket } of [client, server]) {
      socket.resume();
      expect(await closed).toBe("ECONNRESET");
    }
    await expect.poll(() => call("GET", "/connections")).toEqual([]);
  });
});
