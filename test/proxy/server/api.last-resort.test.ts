/** What happens when our own code throws: each place in turn is made to. */
import { Socket } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createApi } from "../../../src/proxy/server/api.ts";
import { countFaults, type Faults } from "../../../src/proxy/server/faults.ts";
import { startProxyServer } from "../../../src/proxy/server/server.ts";
import type { Stage } from "../../../src/proxy/server/stage.ts";
import { ProxyTable } from "../../../src/proxy/server/table.ts";
import { processTimers } from "../../../src/proxy/server/timers.ts";
import { latency } from "../../../src/proxy/server/toxics/latency.ts";
import { rig, type Rig } from "../rig.ts";
import { echo } from "../wires.ts";

afterEach(() => vi.restoreAllMocks());

const boom = (): never => {
  throw new Error("boom");
};

interface Watched extends Rig {
  readonly faults: Faults;
  readonly log: readonly string[];
}

async function watched(): Promise<Watched> {
  const log: string[] = [];
  const faults = countFaults((line) => log.push(line));
  const made = await rig(
    {
      start: async () =>
        startProxyServer({ seed: "last", metrics: true, faults }).then((server) => ({
          api: server.url,
          close: server.close,
        })),
    },
    echo,
  );
  return { ...made, faults, log };
}

/** Proves that another connection of the same proxy still works, and the API too. */
async function unharmed({ pair, api }: Rig): Promise<void> {
  const [client] = await pair();
  client.socket.write("alive");
  expect(String(await client.have(5))).toBe("alive");
  client.socket.destroy();
  expect((await fetch(`${api}/version`)).status).toBe(200);
}

/** Makes one member of every latency stage throw. */
function breakStage(member: keyof Stage): void {
  const open = latency.open;
  vi.spyOn(latency, "open").mockImplementation((world) => {
    const stage = open(world);
    return Object.defineProperty({ ...stage }, member, {
      get: () => (member === "held" ? boom() : boom),
    });
  });
}

describe("a mistake of ours in the data plane", () => {
  test.each(["start", "push", "end", "release", "close", "held"] as const)(
    "a stage whose %s throws costs its connection, and nothing else",
    async (member) => {
      const server = await watched();
      const [bystander] = await server.pair();
      breakStage(member);
      const [client] = await server.pair();
      await server.call("POST", "/toxics", {
        name: "bad",
        type: "latency",
        attributes: { latency: 1 },
        toxicity: 1,
      });
      client.socket.write("x");
      client.socket.end("y");
      if (member === "release") await server.call("DELETE", "/toxics/bad");
      await client.closed;
      bystander.socket.destroy();
      await expect.poll(() => server.faults.counts().connection).toBeGreaterThan(0);
      expect(server.log[0]).toContain("boom");
      vi.restoreAllMocks();
      await server.call("DELETE", "/toxics/bad").catch(() => {});
      await unharmed(server);
      expect(await (await fetch(`${server.api}/metrics`)).text()).toMatch(
        /caught_errors_total\{where="connection"\} [1-9]/,
      );
    },
  );

  test.each(["update", "resume"] as const)(
    "a stage whose %s throws costs its connection",
    async (member) => {
      const server = await watched();
      breakStage(member);
      await server.add("latency", { latency: 1 });
      const [client] = await server.pair();
      if (member === "update")
        await server.call("PATCH", "/toxics/latency", { attributes: { latency: 2 } });
      else await server.add("latency", { latency: 1 }, { name: "another" });
      await client.ended;
      expect(server.faults.counts().connection).toBeGreaterThan(0);
      vi.restoreAllMocks();
      await server.call("DELETE", "/toxics/latency");
      await server.call("DELETE", "/toxics/another").catch(() => {});
      await unharmed(server);
    },
  );

  test("a toxic that cannot be opened costs the connection", async () => {
    const server = await watched();
    await server.add("latency", { latency: 1 });
    vi.spyOn(latency, "open").mockImplementation(boom);
    const client = await server.dial();
    await client.ended;
    expect(server.faults.counts().connection).toBe(1);
    vi.restoreAllMocks();
    await unharmed(server);
  });

  test("a stage that throws from a timer costs its connection", async () => {
    const server = await watched();
    const open = latency.open;
    vi.spyOn(latency, "open").mockImplementation((world) => ({
      ...open(world),
      push: () => void world.timers.at(world.timers.now() + 1, boom),
    }));
    await server.add("latency", { latency: 1 });
    const [client] = await server.pair();
    client.socket.write("x");
    await client.ended;
    expect(server.faults.counts().connection).toBe(1);
    vi.restoreAllMocks();
    await server.call("DELETE", "/toxics/latency");
    await unharmed(server);
  });

  test("a schedule that throws leaves the timers of all others alone", async () => {
    const caught: unknown[] = [];
    const timers = processTimers((error) => caught.push(error));
    onTestFinished(() => timers.stop());
    const after = new Promise<void>((resolve) => timers.at(timers.now() + 5, resolve));
    timers.at(timers.now() + 1, boom);
    await after;
    expect(caught).toHaveLength(1);
  });

  test("a client that cannot be taken in is closed", async () => {
    const server = await watched();
    vi.spyOn(Socket.prototype, "pause").mockImplementationOnce(boom);
    const refused = await server.dial();
    await refused.ended;
    expect(server.faults.counts().accept).toBe(1);
    await unharmed(server);
  });
});

describe("a mistake of ours in the API", () => {
  const requests = [
    ["GET", "/proxies"],
    ["POST", "/proxies"],
    ["POST", "/populate"],
    ["POST", "/reset"],
    ["GET", "/proxies/a"],
    ["POST", "/proxies/a"],
    ["PATCH", "/proxies/a"],
    ["DELETE", "/proxies/a"],
    ["GET", "/proxies/a/toxics"],
    ["POST", "/proxies/a/toxics"],
    ["GET", "/proxies/a/toxics/t"],
    ["POST", "/proxies/a/toxics/t"],
    ["PATCH", "/proxies/a/toxics/t"],
    ["DELETE", "/proxies/a/toxics/t"],
    ["GET", "/connections"],
    ["GET", "/proxies/a/connections"],
    ["GET", "/touched"],
    ["GET", "/proxies/a/touched"],
    ["GET", "/metrics"],
  ] as const;

  test.each(requests)("%s %s answers 500 and is counted", async (method, target) => {
    const faults = countFaults(() => {});
    const table = new ProxyTable({
      timers: processTimers(() => {}),
      seed: "s",
      connectionsMax: 1,
      faults,
    });
    for (const member of ["get", "all", "add", "addOrReplace", "remove", "reset"] as const)
      vi.spyOn(table, member).mockImplementation(boom);
    vi.spyOn(table.metrics, "text").mockImplementation(boom);
    const api = createApi(table, { metrics: true, wallMs: () => 0 });
    const body = Buffer.from(
      target === "/populate" ? '[{"name":"a","upstream":"x:1"}]' : '{"name":"a","upstream":"x:1"}',
    );
    const answer = await api({ method, target, userAgent: "t", authorization: "", body });
    expect([answer.status, answer.body]).toEqual([
      500,
      expect.stringContaining('"error":"internal error: boom"'),
    ]);
    expect(faults.counts().api).toBe(1);
  });

  test("an answer that cannot be written is a 500, and the server goes on", async () => {
    const server = await watched();
    const all = vi.spyOn(ProxyTable.prototype, "all").mockImplementation(boom);
    expect((await fetch(`${server.api}/proxies`)).status).toBe(500);
    all.mockRestore();
    expect((await fetch(`${server.api}/proxies`)).status).toBe(200);
    vi.spyOn(Buffer, "byteLength").mockImplementationOnce(boom);
    expect((await fetch(`${server.api}/proxies`)).status).toBe(500);
    await unharmed(server);
  });
});
