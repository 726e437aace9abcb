import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, test } from "vitest";
import { freePort, startProgram } from "./program.ts";

/** Speaks first, as MySQL does, then answers each `fast` at once and each `slow` never. */
async function databaseLike() {
  const sockets: Socket[] = [];
  const closed: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}).on("close", () => closed.push(socket));
    socket.write("greeting");
    socket.on("data", (data) => data.toString() === "fast" && socket.write("answer"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    sockets,
    closed,
    [Symbol.asyncDispose]: close,
  };
}

async function client(port: number): Promise<Socket & { say(text: string): Promise<string> }> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  expect(String((await once(socket, "data"))[0])).toBe("greeting");
  const say = async (text: string): Promise<string> => {
    socket.write(text);
    return String((await once(socket, "data"))[0]);
  };
  return Object.assign(socket, { say });
}

test("a statement that the server owes for too long is cut on both sides, and others are not", async () => {
  await using database = await databaseLike();
  await using hop = await startProgram("dbhop", { serverTimeoutMs: 150 }, { db: [database] });
  const busy = await client(hop.port);
  const idle = await client(hop.port);
  const asked = performance.now();
  busy.write("slow");
  await once(busy, "close");
  const waited = performance.now() - asked;
  expect(waited).toBeGreaterThan(145);
  // It looks every 20 ms; the rest is room for a machine that is busy.
  expect(waited).toBeLessThan(150 + 20 + 1_000);
  expect(await hop.line(({ level }) => level === "warn")).toMatchObject({
    msg: "server timeout, both sides closed",
  });
  while (database.closed.length < 1) await once(database.sockets[0] as Socket, "close");
  expect(database.closed).toEqual([database.sockets[0]]);
  expect(await idle.say("fast")).toBe("answer");
  idle.destroy();
});

test("a connection that is idle for longer than the limit is left alone and works afterwards", async () => {
  await using database = await databaseLike();
  await using hop = await startProgram("dbhop", { serverTimeoutMs: 40 }, { db: [database] });
  const idle = await client(hop.port);
  expect(await idle.say("fast")).toBe("answer");
  // The hop's own log is the clock: when it has cut one that began later, the idle one was looked
  // at and left.
  const busy = await client(hop.port);
  busy.write("slow");
  await once(busy, "close");
  expect(await idle.say("fast")).toBe("answer");
  idle.destroy();
});

test("a server that leaves takes its client along, and the other way round", async () => {
  await using database = await databaseLike();
  await using hop = await startProgram("dbhop", {}, { db: [database] });
  const left = await client(hop.port);
  database.sockets[0]?.destroy();
  await once(left, "close");
  const leaving = await client(hop.port);
  leaving.destroy();
  await once(database.sockets[1] as Socket, "close");
});

test("a health check is answered by the hop and never reaches the server", async () => {
  await using database = await databaseLike();
  await using hop = await startProgram("dbhop", {}, { db: [database] });
  expect(await hop.get("/health")).toMatchObject({ status: 200, json: { status: "ok" } });
  expect(database.sockets).toHaveLength(0);
});

test("a server that is not there closes the client at once", async () => {
  await using hop = await startProgram(
    "dbhop",
    {},
    { db: [{ host: "127.0.0.1", port: await freePort() }] },
  );
  const socket = connect({ host: "127.0.0.1", port: hop.port });
  await once(socket, "close");
});

test("bytes pass unchanged in both directions, whatever their number", async () => {
  await using hop = await startProgram("dbhop", {}, { db: [await echoServer()] });
  const socket = connect({ host: "127.0.0.1", port: hop.port });
  const sent = Buffer.alloc(3_000_000, "0123456789abcdef-");
  // The server speaks first; only then is it MySQL's protocol and not a health check.
  await once(socket, "data");
  const received: Buffer[] = [];
  const whole = Promise.withResolvers<void>();
  let length = 0;
  socket.on("data", (chunk: Buffer) => {
    received.push(chunk);
    length += chunk.length;
    if (length >= sent.length) whole.resolve();
  });
  socket.write(sent);
  await whole.promise;
  expect(Buffer.concat(received).equals(sent)).toBe(true);
  socket.destroy();
});

test("SIGTERM ends the hop with 0, its connections too", async () => {
  await using database = await databaseLike();
  await using hop = await startProgram("dbhop", {}, { db: [database] });
  const open = await client(hop.port);
  expect(await hop.end()).toBe(0);
  if (!open.closed) await once(open, "close");
});

async function echoServer() {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("!");
    socket.pipe(socket);
  });
  server.unref();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}
