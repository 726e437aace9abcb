import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import { freePort, serve, startProgram } from "./program.ts";

const echo = (name: string) =>
  serve((incoming, response) =>
    response
      .writeHead(201, { "x-from": name })
      .end(
        `${name} ${incoming.method} ${incoming.url} ${String(incoming.headers["x-user"] ?? "")}`,
      ),
  );

test("requests go to the longest prefix, to its replicas in turn, and come back as they were answered", async () => {
  await using www = await echo("www");
  await using one = await echo("one");
  await using two = await echo("two");
  const routes = [
    { prefix: "/", to: "www" },
    { prefix: "/v1", to: "api" },
  ];
  await using gateway = await startProgram("gateway", { routes }, { www: [www], api: [one, two] });
  const texts = [];
  for (const path of ["/v1/a", "/v1/b", "/v1/c", "/d"])
    texts.push((await gateway.get(path, { "x-user": "7" })).text);
  expect(texts).toEqual(["one GET /v1/a 7", "two GET /v1/b 7", "one GET /v1/c 7", "www GET /d 7"]);
  const answer = await gateway.send("POST", "/v1/d", { some: "body" });
  expect(answer).toMatchObject({ status: 201, headers: { "x-from": "two" } });
});

test("each request leaves one access line that tells who asked for what, when, and how it ended", async () => {
  await using api = await echo("api");
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [api] },
  );
  const before = Date.now();
  await gateway.get("/v1/orders/1", { "x-customer": "17", "x-user": "3" });
  const line = await gateway.line(({ msg }) => msg === "request");
  expect(line).toMatchObject({
    level: "info",
    component: "gateway",
    region: "a",
    zone: "a1",
    rack: "r1",
    method: "GET",
    path: "/v1/orders/1",
    service: "api",
    status: 201,
    customer: "17",
    user: "3",
    upstream: `127.0.0.1:${api.port}`,
  });
  const arrived = Date.parse(String(line["ts"]));
  expect(arrived).toBeGreaterThanOrEqual(before);
  expect(arrived).toBeLessThanOrEqual(Date.now());
  expect(line["ts"]).toMatch(/\.\d{3}Z$/);
  expect(line["ms"]).toBeGreaterThan(0);
});

test("the customer of an export is read from its query", async () => {
  await using api = await echo("api");
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [api] },
  );
  await gateway.get("/v1/export?customer=4211");
  expect(await gateway.line(({ msg }) => msg === "request")).toMatchObject({
    customer: "4211",
    user: null,
  });
});

test("a client that goes away is logged as 499, and the replica is let go as well", async () => {
  const left = Promise.withResolvers<void>();
  const came = Promise.withResolvers<void>();
  await using api = await serve((incoming) => {
    came.resolve();
    incoming.socket.on("close", () => left.resolve());
  });
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [api] },
  );
  const client = request({
    host: gateway.host,
    port: gateway.port,
    path: "/v1/slow",
    agent: false,
  });
  client.on("error", () => {});
  client.end();
  await came.promise;
  client.destroy();
  expect(await gateway.line(({ msg }) => msg === "request")).toMatchObject({
    path: "/v1/slow",
    status: 499,
    service: "api",
  });
  await left.promise;
});

test("a replica that is not there gives 502 with the reason, and the next replica is asked the next time", async () => {
  await using alive = await echo("alive");
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [{ host: "127.0.0.1", port: await freePort() }, alive] },
  );
  const dead = await gateway.get("/v1/a");
  expect(dead.status).toBe(502);
  expect(dead.json).toMatchObject({ error: "bad gateway", reason: "ECONNREFUSED" });
  expect((await gateway.get("/v1/a")).status).toBe(201);
  expect(await gateway.line(({ status }) => status === 502)).toMatchObject({
    error: "ECONNREFUSED",
  });
});

test("a replica that is silent for too long gives 504", async () => {
  await using mute = await serve(() => {});
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }], timeoutMs: 50 },
    { api: [mute] },
  );
  const answer = await gateway.get("/v1/a");
  expect(answer.status).toBe(504);
  expect(answer.json).toMatchObject({ error: "gateway timeout" });
});

test("a replica that dies half way through an answer does not pass for a whole one", async () => {
  await using liar = await serve((_, response) => {
    response.writeHead(200, { "content-length": 100 }).write("half");
    setImmediate(() => response.destroy());
  });
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [liar] },
  );
  await expect(gateway.get("/v1/a")).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
  expect(await gateway.line(({ msg }) => msg === "request")).toMatchObject({ status: 499 });
});

test("what has no route gets 404, and health needs no replica", async () => {
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [{ host: "127.0.0.1", port: await freePort() }] },
  );
  expect((await gateway.get("/elsewhere")).status).toBe(404);
  expect(await gateway.get("/health")).toMatchObject({ status: 200, text: '{"status":"ok"}\n' });
});

test("SIGTERM lets an answer under way finish and ends with 0", async () => {
  const came = Promise.withResolvers<() => void>();
  await using api = await serve((_, response) => came.resolve(() => response.end("done")));
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [api] },
  );
  const underWay = gateway.get("/v1/a");
  const finish = await came.promise;
  const ended = gateway.end();
  // Its door is shut once a new connection is refused.
  for (let open = true; open;)
    open = await gateway.get("/health").then(
      () => true,
      () => false,
    );
  finish();
  expect((await underWay).text).toBe("done");
  expect(await ended).toBe(0);
});

test("a client on a kept-alive connection is served again and again", async () => {
  await using api = await echo("api");
  await using gateway = await startProgram(
    "gateway",
    { routes: [{ prefix: "/v1", to: "api" }] },
    { api: [api] },
  );
  const { Agent } = await import("node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let count = 0; count < 5; count += 1) {
    const call = request({ host: gateway.host, port: gateway.port, path: "/v1/a", agent }).end();
    const [response] = (await once(call, "response")) as [import("node:http").IncomingMessage];
    ports.add(response.socket.localPort);
    response.resume();
    await once(response, "end");
  }
  agent.destroy();
  expect(ports.size).toBe(1);
});
