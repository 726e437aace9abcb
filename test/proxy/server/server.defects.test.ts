/**
 * What Toxiproxy 2.12.0 gets wrong and the embedded server does not. `docs/toxiproxy.md` lists the
 * same.
 */
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { startProxyServer } from "../../../src/proxy/server/server.ts";
import { rig } from "../rig.ts";
import { implementations } from "../servers.ts";
import { dial, echo, pattern, within } from "../wires.ts";

const [embedded] = implementations;
if (embedded === undefined) throw new Error("no embedded server");
const ours = embedded;

describe("defects of Toxiproxy 2.12.0 that the embedded server does not have", () => {
  test.each([
    [
      "a negative bandwidth rate",
      { type: "bandwidth", attributes: { rate: -1 } },
      "bandwidth rate must not be negative, got -1",
    ],
    [
      "a slicer variation above the average",
      { type: "slicer", attributes: { average_size: 10, size_variation: 11 } },
      "slicer size_variation must not be greater than average_size, got 11 > 10",
    ],
    [
      "a slicer without an average",
      { type: "slicer" },
      "slicer average_size must be greater than 0, got 0",
    ],
    [
      "a negative slicer variation",
      { type: "slicer", attributes: { average_size: 10, size_variation: -1 } },
      "slicer size_variation must not be negative, got -1",
    ],
  ])("answers %s with 400 instead of dying under traffic", async (_, body, message) => {
    const { api } = await rig(ours);
    const response = await fetch(`${api}/proxies/p/toxics`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: `bad request body: ${message}`, status: 400 },
    ]);
  });

  test("answers a change to bad attributes with 400 and leaves the toxic as it was", async () => {
    const { api, add, call } = await rig(ours);
    await add("slicer", { average_size: 10, size_variation: 5 });
    const response = await fetch(`${api}/proxies/p/toxics/slicer`, {
      method: "PATCH",
      body: '{"toxicity":0.5,"attributes":{"average_size":3}}',
    });
    expect(response.status).toBe(400);
    expect(await call("GET", "/toxics/slicer")).toMatchObject({
      toxicity: 1,
      attributes: { average_size: 10, size_variation: 5, delay: 0 },
    });
  });

  test("resets connections that were open before reset_peer came", async () => {
    const { pair, add } = await rig(ours);
    const [client, server] = await pair();
    client.socket.write("x");
    await server.have(1);
    await add("reset_peer", { timeout: 0 });
    server.socket.write("x");
    expect(await client.closed).toBe("ECONNRESET");
    expect(await server.closed).toBe("ECONNRESET");
  });

  test("removing reset_peer in time saves the connection and its bytes", async () => {
    const { pair, add, call } = await rig(ours);
    const [client, server] = await pair();
    await add("reset_peer", { timeout: 60_000 });
    server.socket.write("saved");
    expect(await within(client.have(1), 50)).toBe("late");
    await call("DELETE", "/toxics/reset_peer");
    expect(String(await client.have(5))).toBe("saved");
  });

  test("keeps half-closed connections: an answer still arrives after the client has finished sending", async () => {
    const { pair } = await rig(ours);
    const [client, server] = await pair();
    client.socket.end("question");
    await server.ended;
    server.socket.end("a late answer");
    await client.ended;
    expect(Buffer.concat(client.received).toString()).toBe("a late answer");
  });

  test("counts bytes while a connection is open, on /metrics and in the list of connections", async () => {
    const { pair, api } = await rig({ start: () => ours.start({ metrics: true }) });
    const [client, server] = await pair();
    client.socket.write("12345");
    await server.have(5);
    expect(await (await fetch(`${api}/metrics`)).text()).toMatch(
      /sent_bytes_total\{direction="upstream",.*\} 5\n/,
    );
    expect(await (await fetch(`${api}/connections`)).json()).toMatchObject([
      {
        proxy: "p",
        connected: true,
        upstream: { received: 5, sent: 5 },
        downstream: { received: 0, sent: 0 },
      },
    ]);
  });

  test("the seed decides: the same seed hurts the same connections, another seed others", async () => {
    const hurt = async (seed: string): Promise<string> => {
      const { add, pair } = await rig({
        start: async () =>
          startProxyServer({ seed }).then((server) => ({ api: server.url, close: server.close })),
      });
      await add("limit_data", { bytes: 0 }, { toxicity: 0.5 });
      let drawn = "";
      for (let i = 0; i < 24; i += 1) {
        const [client, server] = await pair();
        server.socket.end("x");
        await client.ended;
        drawn += client.bytes() === 0 ? "x" : ".";
      }
      return drawn;
    };
    const first = await hurt("7f3a");
    expect(await hurt("7f3a")).toBe(first);
    expect(await hurt("7f3b")).not.toBe(first);
    expect(first).toMatch(/x/);
    expect(first).toMatch(/\./);
  });

  test("removing a toxic is answered at once while a reader that does not read has everything stuck", async () => {
    const { pair, add, call } = await rig(ours);
    await add("latency", { latency: 10 });
    await add("slicer", { average_size: 1_000, delay: 100 });
    await add("bandwidth", { rate: 10_000 });
    const [client, server] = await pair();
    client.socket.pause();
    const sent = pattern(20_000_000);
    server.socket.write(sent);
    await within(client.closed, 300);
    const start = performance.now();
    for (const toxic of ["slicer", "latency", "bandwidth"])
      await call("DELETE", `/toxics/${toxic}`);
    // The original waits up to 5 s for each stuck write.
    expect(performance.now() - start).toBeLessThan(2_000);
    client.socket.resume();
    expect((await client.have(sent.length)).equals(sent)).toBe(true);
  });

  test("dials in parallel: a dial that hangs does not keep other clients waiting", async () => {
    const stuck = await stuckServer();
    const server = await ours.start();
    onTestFinished(() => server.close());
    const body = JSON.stringify({ name: "p", listen: "127.0.0.1:0", upstream: stuck });
    const made = (await (
      await fetch(`${server.api}/proxies`, { method: "POST", body })
    ).json()) as { listen: string };
    const clients = await Promise.all([1, 2, 3].map(() => dial(made.listen)));
    const dialling = async (): Promise<number> => {
      const list = (await (await fetch(`${server.api}/connections`)).json()) as {
        connected: boolean;
      }[];
      return list.filter(({ connected }) => !connected).length;
    };
    // One after the other, as the original dials, there would never be more than one.
    await expect.poll(dialling).toBe(3);
    for (const { socket } of clients) socket.destroy();
  });

  test("toxicity 0 touches nothing: reset_peer with it neither resets nor closes", async () => {
    const { pair, add, call } = await rig(ours, echo);
    await add("reset_peer", { timeout: 0 }, { toxicity: 0 });
    await add("timeout", { timeout: 0 }, { toxicity: 0 });
    const [client] = await pair();
    client.socket.write("through");
    await client.have(7);
    await call("DELETE", "/toxics/timeout");
    client.socket.end();
    await client.ended;
    client.socket.destroy();
    expect(await client.closed).toBeUndefined();
    expect(String(Buffer.concat(client.received))).toBe("through");
  });
});

/**
 * The address of a server that accepts nobody and whose queue is full, so that a dial hangs. Needs
 * no address outside this machine.
 */
async function stuckServer(): Promise<string> {
  const program = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () {
    require("node:fs").writeSync(1, String(this.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const port = Number(await new Promise((resolve) => child.stdout.once("data", resolve)));
  for (;;) {
    const filler = connect(port, "127.0.0.1");
    filler.on("error", () => {});
    onTestFinished(() => void filler.destroy());
    if ((await within(new Promise((resolve) => filler.once("connect", resolve)), 200)) === "late")
      return `127.0.0.1:${port}`;
  }
}
