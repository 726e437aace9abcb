/**
 * The api's limiter, hole by hole: what each setting lets through, and what the one that closes it
 * does.
 */
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Caller } from "../../fixtures/shop/caller.ts";
import { callerOf, counterOf, nameOf } from "../../fixtures/shop/caller.ts";
import { limiter, type Asked, type Limiter } from "../../fixtures/shop/limiter.ts";
import { readPolicy } from "../../fixtures/shop/limit-policy.ts";
import { openStore, type LimitStore } from "../../fixtures/shop/limit-store.ts";
import { answerCache } from "../../fixtures/shop/search-cache.ts";
import { redisServer } from "../../src/runtime/process/distro/index.ts";
import type { Instance } from "../../src/runtime/runtime.ts";
import { programForTests, userCache } from "../support/distro-programs.ts";
import { testStack } from "../support/process-stack.ts";

const one: Caller = {
  customer: "9007",
  account: "9007",
  token: "9007-k1",
  first: "192.0.2.66",
  last: "192.0.2.66",
};
const asked = (caller: Partial<Caller> = {}, more: Partial<Asked> = {}): Asked => ({
  caller: { ...one, ...caller },
  path: "/v1/search",
  route: "/v1/search",
  operations: 1,
  misses: 1,
  ...more,
});

/** Asks so many times in a row at one moment, in turn at the nodes; how many were let through. */
async function offer(
  nodes: readonly Limiter[],
  count: number,
  request: (index: number) => Asked,
): Promise<number> {
  let allowed = 0;
  for (let index = 0; index < count; index += 1)
    if ((await nodes[index % nodes.length]?.ask(request(index)))?.allowed === true) allowed += 1;
  return allowed;
}

const nodesOf = (count: number, setting: Record<string, unknown>): Limiter[] =>
  Array.from({ length: count }, () =>
    limiter(readPolicy({ perSecond: 10, ...setting }), () => 0, undefined),
  );

describe("a hole in the limiter's setting, and the setting that closes it", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, (index: number) => Asked]>([
    [
      "an address that the client writes",
      { key: "client", clientFrom: "first" },
      { key: "client", clientFrom: "last" },
      (index) => asked({ first: `203.0.113.${index}` }),
    ],
    [
      "a new key for every request",
      { key: "token" },
      { key: "account" },
      (index) => asked({ token: `9007-k${index}` }),
    ],
    [
      "no key at all",
      { key: "token", withoutKey: "allow" },
      { key: "token", withoutKey: "client" },
      () => asked({ token: undefined, account: undefined, customer: undefined }),
    ],
    [
      "a way that is not covered",
      { key: "account", routes: ["/v1/search"] },
      { key: "account", routes: [] },
      () => asked({}, { path: "/v1/reports/search" }),
    ],
    [
      "many operations in one request",
      { key: "account", weigh: "request", perSecond: 80 },
      { key: "account", weigh: "operations", perSecond: 80 },
      () => asked({}, { operations: 8 }),
    ],
    [
      "what the cache does not know",
      { key: "account", weigh: "request", perSecond: 80 },
      { key: "account", weigh: "misses", perSecond: 10 },
      () => asked(),
    ],
  ])("%s", async (_name, hole, closed, request) => {
    expect(await offer(nodesOf(1, hole), 80, request)).toBe(80);
    expect(await offer(nodesOf(1, closed), 80, request)).toBe(10);
  });

  test("each node counts for itself, and with its part of the limit does not", async () => {
    expect(await offer(nodesOf(4, { key: "account", scope: "node" }), 200, () => asked())).toBe(40);
    expect(
      await offer(nodesOf(4, { key: "account", scope: "shared", nodes: 4 }), 200, () => asked()),
    ).toBeLessThanOrEqual(10);
  });

  test("requests that take long are not many, until those under way are counted", async () => {
    const [loose] = nodesOf(1, { key: "account", perSecond: 100 });
    const [strict] = nodesOf(1, { key: "account", perSecond: 100, inFlight: 2 });
    if (loose === undefined || strict === undefined) throw new Error("no node");
    expect(await offer([loose], 50, () => asked())).toBe(50);
    const first = await strict.ask(asked());
    expect(await offer([strict], 50, () => asked())).toBe(1);
    if (first.allowed) first.settle(900);
    expect(await offer([strict], 50, () => asked())).toBe(1);
  });

  test("what the cache knows costs nothing where only misses count, and is refused to nobody", async () => {
    expect(
      await offer(nodesOf(1, { key: "account", weigh: "misses", perSecond: 1 }), 100, () =>
        asked({}, { misses: 0 }),
      ),
    ).toBe(100);
  });

  test("a caller without a key is turned away where that is the rule; the shop's own requests never are", async () => {
    const [node] = nodesOf(1, { key: "account", withoutKey: "reject" });
    expect(
      await node?.ask(asked({ customer: undefined, account: undefined, token: undefined })),
    ).toMatchObject({ allowed: false, status: 403 });
    expect(
      await offer(nodesOf(1, { key: "account", withoutKey: "reject" }), 100, () =>
        asked({
          customer: undefined,
          account: undefined,
          token: undefined,
          first: undefined,
          last: undefined,
        }),
      ),
    ).toBe(100);
  });

  test("its decisions are told by counter", async () => {
    const [node] = nodesOf(1, { key: "account" });
    if (node === undefined) throw new Error("no node");
    await offer([node], 15, () => asked());
    await offer([node], 3, () => asked({ account: "17" }));
    expect(node.decisions()).toMatchObject({
      allowedPerSecond: 1.3,
      rejectedPerSecond: 0.5,
      counters: 2,
      top: [
        { customer: "9007", requestsAllowed: 10, requestsRejected: 5 },
        { customer: "17", requestsAllowed: 3 },
      ],
    });
  });
});

describe("what a caller says of itself", () => {
  const from = (headers: Record<string, string>, query?: string): Caller =>
    callerOf({ headers } as never, query);
  test("an API key names the account, and goes before a customer's header", () => {
    expect(
      from({
        "x-api-key": "9007-k2",
        "x-customer": "17",
        "x-forwarded-for": "203.0.113.9, 192.0.2.66",
      }),
    ).toEqual({
      account: "9007",
      token: "9007-k2",
      customer: "9007",
      first: "203.0.113.9",
      last: "192.0.2.66",
    });
    expect(nameOf(from({ "x-customer": "17" }, "4211"))).toBe("4211");
    expect(nameOf(from({ "x-forwarded-for": "203.0.113.9, 192.0.2.66" }))).toBe("192.0.2.66");
    expect(nameOf(from({}))).toBeUndefined();
  });

  test("a setting with a word that nobody knows is refused with those that are", () => {
    expect(() => readPolicy({ key: "name" })).toThrow(
      'rateLimit.key must be one of "customer", "account", "token", "client"',
    );
    expect(() => readPolicy({ acount: 1 })).toThrow(/rateLimit has no acount; it has .*perSecond/);
    expect(() => readPolicy({ inFlight: -1 })).toThrow(
      "rateLimit.inFlight must be a whole number from 0",
    );
    expect(() => limiter(readPolicy({ scope: "store" }), () => 0, undefined)).toThrow(
      /needs a component of kind redis/,
    );
    expect(counterOf(one, readPolicy({}))).toEqual({ counter: "9007" });
  });

  test("answers are kept by the whole address, for a while, and so many of them", () => {
    let now = 0;
    const cache = answerCache(2, 1_000, () => now);
    cache.put("/a", 1);
    expect([cache.get("/a"), cache.get("/a?_=1")]).toEqual([1, undefined]);
    cache.put("/b", 2);
    cache.put("/c", 3);
    expect([cache.get("/a"), cache.get("/c")]).toEqual([undefined, 3]);
    now = 1_001;
    expect(cache.get("/c")).toBeUndefined();
  });
});

const found = await programForTests(redisServer);

describe.skipIf(found === undefined)("counters in a real Redis", () => {
  const { runtime, remove } = testStack({
    loopbackRange: false,
    cacheDir: join(userCache, "gameday"),
  });
  const lines: string[] = [];
  let redis: Redis;
  let at: Instance;
  const closers: LimitStore[] = [];

  beforeAll(async () => {
    at = await runtime.start(
      {
        id: "store",
        component: "store",
        kind: "redis",
        at: "a/a1/r1",
        address: "127.0.0.1",
        config: {},
        needs: {},
        health: { path: "/", withinMs: 15_000 },
        redis: { settings: {}, password: "store-secret" },
      },
      AbortSignal.timeout(30_000),
    );
    redis = new Redis({ host: at.host, port: at.port, password: "store-secret" });
  });
  afterAll(async () => {
    redis.disconnect();
    for (const store of closers) store.close();
    expect(await runtime.down()).toEqual([]);
    await remove();
  });

  /** Nodes with a store each, connected. */
  const shared = async (count: number, setting: Record<string, unknown>): Promise<Limiter[]> => {
    await redis.flushall();
    const policy = readPolicy({ scope: "store", key: "account", perSecond: 10, ...setting });
    return Promise.all(
      Array.from({ length: count }, async () => {
        const store = openStore(at, "store-secret", (_level, msg) => void lines.push(msg))(policy);
        closers.push(store);
        for (let ready = false; !ready;)
          ready = await store.counters().then(
            () => true,
            () => new Promise<boolean>((resolve) => setTimeout(resolve, 20, false)),
          );
        return limiter(policy, () => performance.now(), store);
      }),
    );
  };

  test("four nodes together let no more through than the limit, and the store holds one counter for it", async () => {
    const nodes = await shared(4, {});
    const allowed = await offer(nodes, 100, () => asked());
    expect(allowed).toBeGreaterThanOrEqual(10);
    expect(allowed).toBeLessThanOrEqual(20);
    expect(await redis.keys("*")).toEqual(["limit:9007"]);
    expect(await redis.ttl("limit:9007")).toBeGreaterThan(0);
  });

  test("a fixed window lets a whole window's worth through at once; a bucket a second's", async () => {
    const burst = await offer(await shared(1, { window: "fixed", windowSeconds: 3_600 }), 400, () =>
      asked(),
    );
    expect(burst).toBe(400);
    expect(await offer(await shared(1, { window: "bucket" }), 400, () => asked())).toBeLessThan(60);
  });

  test("checked before and counted after: all that come while the first is under way are let in", async () => {
    const window = { window: "fixed", windowSeconds: 3_600, perSecond: 10 / 3_600 };
    const late = await shared(2, { ...window, counted: "after" });
    const decisions = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => late[index % 2]?.ask(asked())),
    );
    expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(50);
    for (const decision of decisions) if (decision?.allowed) decision.settle(1);
    for (let counted = 0; counted < 50;)
      counted = Number((await redis.mget(await redis.keys("*")))[0] ?? 0);
    expect(await offer(late, 5, () => asked())).toBe(0);
    const early = await shared(2, { ...window, counted: "before" });
    const together = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => early[index % 2]?.ask(asked())),
    );
    expect(together.filter((decision) => decision?.allowed)).toHaveLength(10);
  });

  test("with the store frozen it lets all pass, turns all away, or counts at each node, as it is set", async () => {
    const [open, closed, local] = [
      await shared(1, { storeAway: "allow" }),
      await shared(1, { storeAway: "reject" }),
      await shared(1, { storeAway: "node", nodes: 1, perSecond: 1 }),
    ];
    await runtime.power.pause("store");
    try {
      expect(await offer(open, 15, () => asked())).toBe(15);
      expect(await offer(closed, 5, () => asked())).toBe(0);
      // Fifteen times the wait for the store are a second and a half, or more on a busy machine:
      // one more for each.
      const beganMs = performance.now();
      const counted = await offer(local, 15, () => asked());
      expect(counted).toBeGreaterThanOrEqual(1);
      expect(counted).toBeLessThanOrEqual(2 + (performance.now() - beganMs) / 1_000);
      expect(lines).toContain("limiter store does not answer");
    } finally {
      await runtime.power.resume("store");
    }
  });
});
