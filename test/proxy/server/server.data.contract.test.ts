import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rig } from "../rig.ts";
import { implementations } from "../servers.ts";
import { dial, echo, pattern, tolerance, within } from "../wires.ts";

for (const implementation of implementations) {
  describe.skipIf(implementation.missing !== undefined)(
    `the data plane of ${implementation.name}${implementation.missing === undefined ? "" : ` (${implementation.missing})`}`,
    () => {
      let slack = { ms: (): number => 0, stop: (): void => {} };
      beforeEach(async () => {
        slack = await tolerance();
      });
      afterEach(() => slack.stop());

      test("passes bytes through unchanged, both ways at once", async () => {
        const { pair } = await rig(implementation);
        const [client, server] = await pair();
        const [up, down] = [pattern(3_000_000, 1), pattern(5_000_000, 2)];
        client.socket.write(up);
        server.socket.write(down);
        expect((await server.have(up.length)).equals(up)).toBe(true);
        expect((await client.have(down.length)).equals(down)).toBe(true);
      });

      test.each([
        ["noop", {}],
        ["latency", { latency: 5, jitter: 3 }],
        ["bandwidth", { rate: 20_000 }],
        ["slow_close", { delay: 1 }],
        ["slicer", { average_size: 4_096, size_variation: 1_000, delay: 10 }],
      ] as const)(
        "loses and swaps no byte while %s is added, changed and removed under traffic",
        async (type, attributes) => {
          const { pair, add, call } = await rig(implementation, echo);
          const [client] = await pair();
          const sent = pattern(4_000_000);
          client.socket.write(sent);
          const all = client.have(sent.length);
          let done = false;
          void all.then(() => (done = true));
          for (let round = 0; round < 12 && !done; round += 1) {
            for (const stream of ["upstream", "downstream"])
              await add(type, attributes, { name: `${stream}${round}`, stream });
            await call("POST", `/toxics/downstream${round}`, { attributes, toxicity: round % 2 });
            await within(all, 10);
            for (const stream of ["upstream", "downstream"])
              await call("DELETE", `/toxics/${stream}${round}`);
          }
          expect((await all).equals(sent)).toBe(true);
        },
      );

      test("refuses new clients and closes the living ones when disabled, and keeps its toxics", async () => {
        const { pair, add, call, listen } = await rig(implementation);
        const [client] = await pair();
        await add("latency", { latency: 1 });
        await call("POST", "", { enabled: false });
        client.socket.resume();
        await client.ended;
        await expect(dial(listen)).rejects.toMatchObject({ code: "ECONNREFUSED" });
        await call("POST", "", { enabled: true });
        expect(await call("GET", "/toxics")).toMatchObject([{ name: "latency" }]);
        const again = await dial(listen);
        again.socket.destroy();
      });

      test("accepts a client and closes it when the upstream refuses", async () => {
        const { target, dial: open } = await rig(implementation);
        await target.close();
        const client = await open();
        await client.ended;
        expect(client.bytes()).toBe(0);
      });

      test("passes the end of the stream on behind the last byte", async () => {
        const { pair } = await rig(implementation);
        const [client, server] = await pair();
        const sent = pattern(1_000_000);
        client.socket.end(sent);
        await server.ended;
        expect(Buffer.concat(server.received).equals(sent)).toBe(true);
      });

      test("latency lets a chunk go after its time, never before, and close to it", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("latency", { latency: 100 });
        const late: number[] = [];
        for (let i = 1; i <= 8; i += 1) {
          const start = performance.now();
          server.socket.write("x");
          await client.have(i);
          late.push(performance.now() - start - 100);
        }
        // The original measures from its own clock reading after the read, so it is never early
        // either.
        expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...late)).toBeLessThan(slack.ms());
      });

      test("latency delays chunks side by side, not one after the other, and two of them add up", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("latency", { latency: 150 });
        const start = performance.now();
        for (let i = 1; i <= 3; i += 1) {
          server.socket.write("x");
          await within(client.closed, 30);
        }
        await client.have(3);
        expect(client.times.at(-1) ?? 0).toBeLessThan(
          start + 60 + 150 + slack.ms() + 3 * slack.ms(),
        );
        await add("latency", { latency: 100 }, { name: "second" });
        const again = performance.now();
        server.socket.write("x");
        await client.have(4);
        expect(performance.now() - again).toBeGreaterThanOrEqual(250);
        expect(performance.now() - again).toBeLessThan(250 + 2 * slack.ms());
      });

      test("bandwidth keeps its rate in bytes per second", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("bandwidth", { rate: 1_000 });
        const sent = pattern(800_000);
        const start = performance.now();
        server.socket.write(sent);
        await client.have(800_000);
        const tookMs = performance.now() - start;
        expect(tookMs).toBeGreaterThanOrEqual(800 - 1);
        expect(tookMs).toBeLessThan(800 + slack.ms());
      });

      test("bandwidth 0 holds everything until it is removed", async () => {
        const { pair, add, call } = await rig(implementation);
        const [client, server] = await pair();
        await add("bandwidth", { rate: 0 });
        server.socket.write("held");
        expect(await within(client.have(1), 150)).toBe("late");
        await call("DELETE", "/toxics/bandwidth");
        expect(String(await client.have(4))).toBe("held");
      });

      test("slow_close holds back only the end", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("slow_close", { delay: 200 });
        const start = performance.now();
        server.socket.end("bye");
        await client.have(3);
        expect(await within(client.ended, 0)).toBe("late");
        await client.ended;
        const tookMs = performance.now() - start;
        expect((client.times[0] ?? Infinity) - start).toBeLessThan(slack.ms());
        expect(tookMs).toBeGreaterThanOrEqual(199);
        expect(tookMs).toBeLessThan(200 + slack.ms());
      });

      test("timeout drops data and closes, counted from the last dropped byte", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("timeout", { timeout: 200 });
        let last = performance.now();
        for (let i = 0; i < 4; i += 1) {
          await within(client.closed, 100);
          last = performance.now();
          server.socket.write("lost");
        }
        await client.ended;
        expect(performance.now() - last).toBeGreaterThanOrEqual(199);
        expect(performance.now() - last).toBeLessThan(200 + slack.ms());
        expect(client.bytes()).toBe(0);
      });

      test("timeout 0 never closes by itself; removing it does", async () => {
        const { pair, add, call } = await rig(implementation);
        const [client, server] = await pair();
        await add("timeout", { timeout: 0 });
        server.socket.write("lost");
        expect(await within(client.ended, 150)).toBe("late");
        await call("DELETE", "/toxics/timeout");
        await client.ended;
        expect(client.bytes()).toBe(0);
      });

      test("limit_data passes exactly its bytes, then closes; the count outlives a change", async () => {
        const { pair, add, call } = await rig(implementation);
        await add("limit_data", { bytes: 100 });
        const [client, server] = await pair();
        server.socket.write(pattern(60));
        await client.have(60);
        await call("POST", "/toxics/limit_data", { attributes: { bytes: 80 } });
        server.socket.write(pattern(60));
        await client.ended;
        expect(client.bytes()).toBe(80);
      });

      test("slicer sends small pieces and no more than that", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("slicer", { average_size: 100, size_variation: 20, delay: 3_000 });
        const sent = pattern(2_000);
        server.socket.write(sent);
        expect((await client.have(sent.length)).equals(sent)).toBe(true);
        // Halving 2,000 stops at 120 or less, so there are at least 17 pieces, 3 ms apart.
        expect((client.times.at(-1) ?? 0) - (client.times[0] ?? 0)).toBeGreaterThanOrEqual(
          16 * 3 - 3,
        );
        expect(Math.max(...client.received.map((piece) => piece.length))).toBeLessThan(2_000);
      });

      test("reset_peer resets a connection that began with it, once data has come", async () => {
        const { pair, add } = await rig(implementation);
        await add("reset_peer", { timeout: 100 });
        const [client, server] = await pair();
        expect(await within(client.closed, 150)).toBe("late");
        const start = performance.now();
        server.socket.write("x");
        expect(await client.closed).toBe("ECONNRESET");
        expect(performance.now() - start).toBeGreaterThanOrEqual(99);
        expect(client.bytes()).toBe(0);
      });

      test("an upstream toxic leaves the way back alone", async () => {
        const { pair, add } = await rig(implementation);
        const [client, server] = await pair();
        await add("bandwidth", { rate: 0 }, { stream: "upstream" });
        client.socket.write("held");
        server.socket.write("free");
        expect(String(await client.have(4))).toBe("free");
        expect(await within(server.have(1), 100)).toBe("late");
      });
    },
  );
}
