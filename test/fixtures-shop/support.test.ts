import { expect, test } from "vitest";
import { freePort, startProgram, type Program } from "./program.ts";

const nowhere = async () => [{ host: "127.0.0.1", port: await freePort() }];
const limit = { unit: "requests", scope: "node", perSecond: 5, nodes: 2 };

/** Two real api nodes whose database is not there, and the support app before them. */
async function shop(): Promise<
  { nodes: readonly [Program, Program]; support: Program } & AsyncDisposable
> {
  const config = { pool: { size: 4, acquireTimeoutMs: 50 }, rateLimit: limit };
  const nodes = [
    await startProgram("api", config, { dbhop: await nowhere() }, "api/1"),
    await startProgram("api", config, { dbhop: await nowhere() }, "api/2"),
  ] as const;
  const support = await startProgram("support", {}, { api: nodes });
  return {
    nodes,
    support,
    [Symbol.asyncDispose]: async () =>
      void (await Promise.all([...nodes, support].map((program) => program.end()))),
  };
}

test("the support app works although no database is there, and blocks a customer at every node", async () => {
  await using rig = await shop();
  const { nodes, support } = rig;
  expect((await support.get("/customers/4211")).json).toMatchObject({
    customer: "4211",
    name: "Heron Analytics",
    plan: "enterprise",
    legitimate: true,
    note: expect.stringContaining("every Monday at 19:00"),
    blocked: false,
    blockedAtNodes: 0,
    nodes: 2,
  });
  expect((await support.send("POST", "/customers/4211/block")).json).toEqual({
    customer: "4211",
    blocked: true,
    nodes: 2,
    of: 2,
  });
  for (const node of nodes) {
    expect((await node.get("/v1/export?customer=4211")).status).toBe(403);
    expect((await node.get("/v1/export?customer=17")).status).toBe(503);
    expect((await node.get("/admin/blocked")).json).toMatchObject({ blocked: ["4211"] });
  }
  expect((await support.get("/customers/4211")).json).toMatchObject({
    blocked: true,
    blockedAtNodes: 2,
  });
  expect((await support.send("POST", "/customers/4211/unblock")).json).toEqual({
    customer: "4211",
    blocked: false,
    nodes: 2,
    of: 2,
  });
  expect((await nodes[0].get("/v1/export?customer=4211")).status).toBe(503);
});

test("usage is summed over the nodes and set against the limit of one", async () => {
  await using rig = await shop();
  const { nodes, support } = rig;
  for (let count = 0; count < 20; count += 1)
    await nodes[count % 2]?.get("/v1/export?customer=4211");
  await nodes[0].get("/v1/orders/1", { "x-customer": "17" });
  const [first, second] = (await support.get("/api/usage")).json as Record<string, unknown>[];
  expect(first).toMatchObject({
    customer: "4211",
    limitPerSecond: 5,
    unit: "requests",
    scope: "node",
    nodes: [{ node: "api/1" }, { node: "api/2" }],
  });
  const { requestsPerSecond, ratio, peakRatio } = first as {
    requestsPerSecond: number;
    ratio: number;
    peakRatio: number;
  };
  expect(requestsPerSecond).toBeGreaterThan(0.9);
  expect(ratio).toBeCloseTo(requestsPerSecond / 5, 2);
  expect(peakRatio).toBeGreaterThanOrEqual(ratio);
  expect(second).toMatchObject({ customer: "17", requestsPerSecond: 0.1 });
});

test("more requests than the limit get 429 with the time to wait", async () => {
  await using rig = await shop();
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => rig.nodes[0].get("/v1/export?customer=4211")),
  );
  const limited = answers.filter(({ status }) => status === 429);
  // A full bucket of five, and five more for each second that a busy machine may take to bring them
  // in.
  expect(limited.length).toBeGreaterThanOrEqual(40 - 5 - 5 * 5);
  expect(limited[0]).toMatchObject({
    headers: { "retry-after": "1" },
    json: { error: "too many requests", customer: "4211" },
  });
});

test("requests that name no customer are the shop's own and are not limited", async () => {
  await using rig = await shop();
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => rig.nodes[0].get("/v1/orders/1")),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
});

test("pool and limit are changed at every node, and what makes no sense changes nothing", async () => {
  await using rig = await shop();
  const { nodes, support } = rig;
  expect((await support.send("PUT", "/api/pool", { size: 50 })).json).toMatchObject({
    size: 50,
    nodes: 2,
    of: 2,
  });
  expect((await nodes[1].get("/admin/config")).json).toMatchObject({
    node: "api/2",
    pool: { size: 50 },
    rateLimit: limit,
  });
  expect(await support.send("PUT", "/api/pool", { size: -1 })).toMatchObject({
    status: 400,
    json: { failed: [{ error: "pool.size must be a whole number from 1 to 500" }, {}] },
  });
  expect((await support.get("/api/pool")).json).toMatchObject({ size: 50, nodes: 2 });
  expect(
    (await support.send("PUT", "/api/limit", { unit: "cost", costPerSecond: 200, scope: "shared" }))
      .json,
  ).toMatchObject({ unit: "cost", scope: "shared", costPerSecond: 200 });
  expect((await support.send("PUT", "/api/limit", { unit: "wishes" })).status).toBe(400);
  expect((await support.send("PUT", "/api/pool")).status).toBe(400);
  await support.line(({ msg }) => msg === "api configuration refused");
  // A refused request is no change that could have brought users back.
  const changes = support.log.flatMap(({ change }) =>
    change === undefined ? [] : [change as { fact: string; after: unknown }],
  );
  expect(changes.map(({ fact }) => fact)).toEqual([
    "pool.size",
    "rateLimit.unit",
    "rateLimit.scope",
    "rateLimit.costPerSecond",
  ]);
  expect(changes[0]).toMatchObject({ before: 4, after: 50 });
  expect((await support.get("/api/limit")).json).toMatchObject({ unit: "cost" });
});

test("a node that is down is told, and the other is still blocked", async () => {
  await using rig = await shop();
  const { nodes, support } = rig;
  await nodes[1].end();
  const answer = await support.send("POST", "/customers/4211/block");
  expect(answer).toMatchObject({
    status: 502,
    json: { nodes: 1, of: 2, failed: [{ at: `127.0.0.1:${nodes[1].port}` }] },
  });
  expect((await nodes[0].get("/v1/export?customer=4211")).status).toBe(403);
});

test("the page shows customers with a button each, and a browser comes back to it after pressing one", async () => {
  await using rig = await shop();
  const { support } = rig;
  const before = (await support.get("/")).text;
  expect(before).toContain("Heron Analytics");
  expect(before).toContain('action="/customers/4211/block"');
  expect(
    await support.send("POST", "/customers/4211/block", undefined, { accept: "text/html" }),
  ).toMatchObject({ status: 303, headers: { location: "/" } });
  const after = (await support.get("/")).text;
  expect(after).toContain("blocked at 2 of 2 nodes");
  expect(after).toContain('action="/customers/4211/unblock"');
});

test("names from a URL are escaped on the page", async () => {
  await using rig = await shop();
  await rig.nodes[0].get("/v1/orders/1", { "x-customer": "<script>alert(1)</script>" });
  const page = (await rig.support.get("/")).text;
  expect(page).not.toContain("<script>");
  expect(page).toContain("&lt;script>");
});
