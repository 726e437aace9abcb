import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rig } from "../rig.ts";
import { implementations } from "../servers.ts";
import { pattern, within } from "../wires.ts";

const embedded = implementations.filter(({ name }) => name === "embedded");

test.each(embedded)(
  "readers that stall again and again get every byte, in order, on all connections at once",
  async (implementation) => {
    const { pair } = await rig(implementation);
    const pairs = [];
    for (let n = 0; n < 6; n += 1) pairs.push(await pair());
    await Promise.all(
      pairs.map(async ([client, server], n) => {
        const [up, down] = [pattern(3_000_000, n + 1), pattern(3_000_000, n + 101)];
        for (const { socket } of [client, server]) {
          let next = 300_000;
          socket.on("data", () => {
            if (socket.bytesRead < next) return;
            next += 300_000;
            socket.pause();
            setTimeout(() => socket.resume(), 5);
          });
        }
        client.socket.write(up);
        server.socket.write(down);
        expect((await server.have(up.length)).equals(up)).toBe(true);
        expect((await client.have(down.length)).equals(down)).toBe(true);
      }),
    );
  },
);

test.each(embedded)(
  "a connection that dies with bytes on their way leaves none of them to the next",
  async (implementation) => {
    const { pair } = await rig(implementation);
    for (let n = 1; n <= 12; n += 1) {
      const [client, server] = await pair();
      server.socket.pause();
      client.socket.write(pattern(8_000_000, n));
      await within(client.closed, 20);
      if (n % 2 === 0) client.socket.resetAndDestroy();
      else server.socket.resetAndDestroy();
      const [after, far] = await pair();
      const sent = pattern(700_000, n + 50);
      after.socket.write(sent);
      expect((await far.have(sent.length)).equals(sent)).toBe(true);
    }
  },
);

test.each(embedded)(
  "a toxic that comes while bytes wait for a stalled reader takes over behind the last of them",
  async (implementation) => {
    const { pair, add, call } = await rig(implementation);
    const [client, server] = await pair();
    server.socket.pause();
    const sent = pattern(12_000_000);
    client.socket.write(sent);
    await within(server.closed, 50);
    await add("latency", { latency: 20 }, { stream: "upstream" });
    server.socket.resume();
    await server.have(6_000_000);
    await call("DELETE", "/toxics/latency");
    expect((await server.have(sent.length)).equals(sent)).toBe(true);
  },
);

test.skipIf(!existsSync("/proc/self/net/tcp")).each(embedded)(
  "both sides of a connection are kept alive by the kernel",
  async (implementation) => {
    const { pair, listen, target } = await rig(implementation);
    const [client, server] = await pair();
    client.socket.write("x");
    await server.have(1);
    const [near, far] = [listen, target.address].map(
      (address) =>
        `:${Number(address.split(":").at(-1)).toString(16).toUpperCase().padStart(4, "0")}`,
    );
    // Local address, remote address, state 01 (established), queues, and the timer: 02 is the one
    // that keeps alive.
    const timers = (): unknown[] => {
      const rows = readFileSync("/proc/self/net/tcp", "utf8")
        .split("\n")
        .map((row) => row.trim().split(/\s+/))
        .filter(([, , , state]) => state === "01");
      return [
        rows.find(([, local = ""]) => near !== undefined && local.endsWith(near)),
        rows.find(([, , remote = ""]) => far !== undefined && remote.endsWith(far)),
      ].map((row) => row?.[5]?.slice(0, 2));
    };
    // Until the byte is acknowledged another timer is the next.
    await expect.poll(timers).toEqual(["02", "02"]);
  },
);
