import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createApi } from "../../../src/proxy/server/api.ts";
import { countFaults } from "../../../src/proxy/server/faults.ts";
import { JsonSyntaxError, readJson, type Json } from "../../../src/proxy/server/go-json.ts";
import { ProxyTable } from "../../../src/proxy/server/table.ts";
import { processTimers } from "../../../src/proxy/server/timers.ts";

const names = fc.constantFrom("a", "b", "", "__proto__", "a/b", "\u2028<&>");
const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(-1, 0, 1, 2 ** 53, -0, 9.3e18, 1e300),
);
const toxicTypeNames = fc.constantFrom(
  "latency",
  "bandwidth",
  "slow_close",
  "timeout",
  "reset_peer",
  "slicer",
  "limit_data",
  "noop",
  "down",
  "toString",
);
const attributes = fc.dictionary(
  fc.constantFrom(
    "latency",
    "jitter",
    "rate",
    "delay",
    "timeout",
    "bytes",
    "average_size",
    "size_variation",
    "LATENCY",
    "x",
  ),
  fc.oneof({ weight: 5, arbitrary: numbers }, fc.jsonValue()),
);

/**
 * Half right on purpose: what is wrong everywhere is refused at the first look and finds nothing.
 */
const toxicBody = fc.record(
  {
    type: fc.oneof({ weight: 8, arbitrary: toxicTypeNames }, fc.jsonValue()),
    name: fc.oneof({ weight: 5, arbitrary: names }, fc.jsonValue()),
    stream: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom("upstream", "downstream", "UPSTREAM", "") },
      fc.jsonValue(),
    ),
    toxicity: fc.oneof({ weight: 5, arbitrary: numbers }, fc.jsonValue()),
    attributes: fc.oneof({ weight: 8, arbitrary: attributes }, fc.jsonValue()),
    ttl: numbers,
    after: numbers,
    for: numbers,
  },
  { requiredKeys: ["type"] },
);

// Only addresses that bind to loopback or to nothing at all.
const proxyBody = fc.record({
  name: fc.oneof({ weight: 5, arbitrary: names }, fc.jsonValue()),
  upstream: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("127.0.0.1:9", "x", "") },
    fc.jsonValue(),
  ),
  listen: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        "127.0.0.1:0",
        "127.0.0.1",
        "127.0.0.1:99999",
        "[::1",
        "127.0.0.1:x",
      ),
    },
    numbers,
  ),
  enabled: fc.oneof(fc.boolean(), fc.jsonValue()),
});

const text = fc.oneof(
  { weight: 3, arbitrary: toxicBody.map((body) => JSON.stringify(body)) },
  { weight: 2, arbitrary: proxyBody.map((body) => JSON.stringify(body)) },
  {
    weight: 1,
    arbitrary: fc.array(proxyBody, { maxLength: 3 }).map((body) => JSON.stringify(body)),
  },
  { weight: 1, arbitrary: fc.jsonValue().map((body) => JSON.stringify(body)) },
);

const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 5, arbitrary: text.map((whole) => Buffer.from(whole)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(toxicBody, fc.nat(200), fc.nat(255))
      .map(([whole, at, byte]) => corrupt(Buffer.from(JSON.stringify(whole)), at, byte)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(text, fc.nat(100))
      .map(([whole, length]) => Buffer.from(whole).subarray(0, length)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);

const request = fc.record({
  method: fc.constantFrom("POST", "POST", "POST", "PATCH", "GET", "DELETE"),
  target: fc.constantFrom(
    "/proxies",
    "/populate",
    "/proxies/a",
    "/proxies/a/toxics",
    "/proxies/a/toxics",
    "/proxies/b/toxics",
    "/proxies/a/toxics/a",
    "/proxies/a/toxics/latency_downstream",
    "/reset",
    "/connections",
    "/proxies/__proto__/toxics",
  ),
  body,
});

function corrupt(whole: Buffer, at: number, byte: number): Uint8Array {
  whole[at % Math.max(1, whole.length)] = byte;
  return whole;
}

describe("the API under fuzzed bodies", () => {
  test("10,000 requests: always an answer with a known status and a readable body, alive afterwards", async () => {
    const faults = countFaults(() => {});
    const table = new ProxyTable({
      timers: processTimers(() => {}),
      seed: "fuzz",
      connectionsMax: 10,
      faults,
    });
    const api = createApi(table, { metrics: false, wallMs: () => 0 });
    const send = (
      method: string,
      target: string,
      bytes: Uint8Array = Buffer.alloc(0),
    ): ReturnType<typeof api> =>
      api({ method, target, userAgent: "fuzz", authorization: "", body: bytes });
    const seen = new Map<number, number>();
    await send(
      "POST",
      "/proxies",
      Buffer.from('{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}'),
    );
    await fc.assert(
      fc.asyncProperty(request, async ({ method, target, body: bytes }) => {
        const answer = await send(method, target, bytes);
        seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
        expect([200, 201, 204, 400, 404, 405, 409, 500]).toContain(answer.status);
        if (answer.headers["Content-Type"] === "application/json") JSON.parse(answer.body);
        if (answer.status >= 400 && answer.status !== 405 && !answer.body.startsWith("404"))
          expect(JSON.parse(answer.body)).toMatchObject({
            status: answer.status,
            error: expect.any(String),
          });
        // Keep the proxy that most of the requests are about.
        if (method === "DELETE" && target === "/proxies/a")
          await send(
            "POST",
            "/proxies",
            Buffer.from('{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}'),
          );
      }),
      { numRuns: 10_000 },
    );
    expect((await send("GET", "/version")).status).toBe(200);
    expect((await send("GET", "/proxies")).status).toBe(200);
    // A fuzzer whose requests are all refused proves nothing.
    for (const status of [200, 201, 204, 400, 404, 409])
      expect(seen.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
    expect(faults.counts().api).toBe(0);
    await table.close();
  });

  test("reads every JSON text as JSON.parse does, and refuses what it refuses", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((whole) => whole.slice(0, -1)),
          fc.stringMatching(/^[[\]{}",:0-9eE.+\-tfn\\u ]{0,12}$/),
        ),
        (whole) => {
          const parsed = attempt(() => JSON.parse(whole) as unknown);
          const read = attempt(() => plain(readJson(Buffer.from(whole))));
          // What follows the first value is none of its business, so only a refusal by both or the
          // same value by both is right.
          if ("value" in parsed) expect(read).toEqual(parsed);
          else if ("error" in read) expect(read.error).toBeInstanceOf(JsonSyntaxError);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

function attempt<T>(run: () => T): { value: T } | { error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

function plain(value: Json): unknown {
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return Number(value.text);
    case "array":
      return value.items.map(plain);
    case "object": {
      const members = value.members.map(([key, member]) => [key, plain(member)] as const);
      return Object.fromEntries(members);
    }
    default:
      return value satisfies never;
  }
}
