import fc from "fast-check";
import { expect, test } from "vitest";
import { limiterConfig, rateLimiter, type RateLimiter } from "../../fixtures/shop/rate-limiter.ts";

/**
 * Sends `perSecond` evenly spaced requests for some seconds, alternately to the nodes; how many
 * were let through.
 */
function offer(
  nodes: readonly RateLimiter[],
  clock: { ms: number },
  {
    customer,
    perSecond,
    seconds,
    costMs,
  }: { customer: string; perSecond: number; seconds: number; costMs: number },
): number {
  let allowed = 0;
  const from = clock.ms;
  for (let count = 0; count < perSecond * seconds; count += 1) {
    clock.ms = from + (count * 1_000) / perSecond;
    const permit = nodes[count % nodes.length]?.ask(customer, "/v1/export");
    if (permit?.allowed !== true) continue;
    allowed += 1;
    permit.settle(costMs);
  }
  clock.ms = from + seconds * 1_000;
  return allowed;
}

const nodesOf = (
  count: number,
  config: Record<string, unknown>,
): { nodes: RateLimiter[]; clock: { ms: number } } => {
  const clock = { ms: 0 };
  return {
    clock,
    nodes: Array.from({ length: count }, () => rateLimiter(limiterConfig(config), () => clock.ms)),
  };
};

test("a limit on requests at each of two nodes lets twice of it through, and each node alone looks right", () => {
  const { nodes, clock } = nodesOf(2, { unit: "requests", scope: "node", perSecond: 10 });
  const both = offer(nodes, clock, { customer: "4211", perSecond: 60, seconds: 10, costMs: 200 });
  expect(both).toBeGreaterThanOrEqual(200);
  expect(both).toBeLessThanOrEqual(2 * (100 + 10));
});

test("a shared limit is never passed by the nodes together, however the requests fall on them", () => {
  const arrivals = fc.array(fc.record({ node: fc.nat(2), waitMs: fc.nat(400) }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 3, max: 40 }), (list, perSecond) => {
      const { nodes, clock } = nodesOf(3, {
        unit: "requests",
        scope: "shared",
        nodes: 3,
        perSecond,
      });
      let allowed = 0;
      for (const { node, waitMs } of list) {
        clock.ms += waitMs;
        if (nodes[node]?.ask("a", "/")?.allowed) allowed += 1;
      }
      expect(allowed).toBeLessThanOrEqual((clock.ms / 1_000 + 1) * perSecond + 3);
    }),
  );
});

test("a limit on cost holds a heavy customer to its database time, and leaves light ones alone", () => {
  const { nodes, clock } = nodesOf(2, {
    unit: "cost",
    scope: "shared",
    nodes: 2,
    costPerSecond: 500,
  });
  const exports = offer(nodes, clock, {
    customer: "4211",
    perSecond: 40,
    seconds: 20,
    costMs: 200,
  });
  // 500 ms a second of 200 ms each is 2.5 a second; on top comes one full bucket, and one export of
  // debt at each node.
  expect(exports).toBeGreaterThanOrEqual(45);
  expect(exports * 200).toBeLessThanOrEqual(20 * 500 + 500 + 2 * 200);
  expect(offer(nodes, clock, { customer: "17", perSecond: 50, seconds: 10, costMs: 2 })).toBe(500);
});

test("heavy requests that all start before the first has ended are held as well", () => {
  const {
    nodes: [node],
    clock,
  } = nodesOf(1, { unit: "cost", scope: "node", costPerSecond: 500 });
  const permits = Array.from({ length: 100 }, () => node?.ask("4211", "/v1/export")).filter(
    (permit) => permit?.allowed,
  );
  expect(permits).toHaveLength(1);
  for (const permit of permits) if (permit?.allowed) permit.settle(800);
  clock.ms += 500;
  expect(node?.ask("4211", "/v1/export").allowed).toBe(false);
  // Whoever comes next is taken to ask for the same, and not for the whole bucket, once it is known
  // to be light.
  const light = node?.ask("17", "/v1/orders");
  if (light?.allowed) light.settle(2);
  const burst = Array.from({ length: 50 }, () => node?.ask("18", "/v1/orders").allowed);
  expect(burst).toEqual(burst.map(() => true));
});

test("who was caught in somebody else's slowness is free again after a few seconds", () => {
  const {
    nodes: [node],
    clock,
  } = nodesOf(1, { unit: "cost", scope: "node", costPerSecond: 500 });
  const permit = node?.ask("17", "/v1/orders");
  if (permit?.allowed) permit.settle(60_000);
  expect(node?.ask("17", "/v1/orders")).toMatchObject({
    allowed: false,
    retryAfterS: expect.any(Number),
  });
  clock.ms += 3_001;
  expect(node?.ask("17", "/v1/orders").allowed).toBe(true);
});

test("a request that never reached the database costs nothing and teaches nothing", () => {
  const {
    nodes: [node],
    clock,
  } = nodesOf(1, { unit: "cost", scope: "node", costPerSecond: 500 });
  const first = node?.ask("4211", "/v1/export");
  if (first?.allowed) first.settle(400);
  for (let count = 0; count < 20; count += 1) {
    clock.ms += 2_000;
    const permit = node?.ask("4211", "/v1/export");
    if (permit?.allowed) permit.settle(undefined);
  }
  clock.ms += 2_000;
  expect([1, 2].map(() => node?.ask("4211", "/v1/export").allowed)).toEqual([true, false]);
});

test("many made-up names do not make the limiter forget a debt", () => {
  const {
    nodes: [node],
    clock,
  } = nodesOf(1, { unit: "requests", scope: "node", perSecond: 0.1 });
  expect(node?.ask("4211", "/").allowed).toBe(true);
  for (let count = 0; count < 30_000; count += 1) {
    clock.ms += 0.25;
    node?.ask(`name-${count}`, "/");
  }
  expect(node?.ask("4211", "/").allowed).toBe(false);
});

test("a limit below one request a second still lets one through now and then", () => {
  const { nodes, clock } = nodesOf(1, { unit: "requests", scope: "node", perSecond: 0.5 });
  expect(offer(nodes, clock, { customer: "a", perSecond: 10, seconds: 20, costMs: 1 })).toBe(10);
});

test.each([
  [{ unit: "calls" }, 'rateLimit.unit must be "requests" or "cost"'],
  [{ scope: "world" }, 'rateLimit.scope must be "node" or "shared"'],
  [{ perSecond: 0 }, "rateLimit.perSecond must be a number above 0"],
  [{ costPerSecond: "many" }, "rateLimit.costPerSecond must be a number above 0"],
])("a wrong limit is refused: %j", (config, message) => {
  expect(() => limiterConfig(config)).toThrow(message);
});
