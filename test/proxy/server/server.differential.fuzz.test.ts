/**
 * Random sequences of requests to ours and to Toxiproxy 2.12.0 side by side: after each of them
 * both have said the same and are in the same state.
 */
import { Agent, request } from "node:http";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { implementations, type TestServer } from "../servers.ts";

const [ours, original] = implementations;

/** `npm run test:fuzz` runs all, any other run a short form. */
const sequences = process.env["GAMEDAY_FUZZ"] === "full" ? 10_000 : 100;

interface Step {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const name = fc.constantFrom("a", "b", "c d", "é");
const toxicName = fc.constantFrom("t", "latency_downstream", "u/v", "t", "noop_upstream");
/** Where a proxy listens is another port at each server: `@a` stands for where `a` listens. */
const listen = fc.constantFrom(
  "127.0.0.1:0",
  "127.0.0.1:0",
  "127.0.0.1:0",
  "@a",
  "@b",
  "127.0.0.1",
  "127.0.0.1:x",
  "[::1]:0",
  "[0:0:0:0:0:0:0:1]:0",
  "127.0.0.1:-1",
  "",
);
const upstream = fc.constantFrom("127.0.0.1:9", "127.0.0.1:8", "x", "");
/** Now and then something else; but no name that no path can address, which would stay for ever. */
const oddly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<T | fc.JsonValue> =>
  fc.oneof(
    { weight: 12, arbitrary: right },
    {
      weight: 1,
      arbitrary: fc
        .jsonValue({ maxDepth: 1 })
        .filter((value) => !/[/.]|\\u|e[+-]|\d{16}/i.test(JSON.stringify(value))),
    },
  );

const whole = fc.oneof(
  fc.integer({ min: 0, max: 100_000 }),
  fc.constantFrom(-1, 0, 1, 1.5, "7", null),
);
/**
 * What ours refuses and the original dies of later is left out: a negative rate, and a slicer whose
 * sizes do not fit.
 */
const attributes = fc.oneof(
  fc.record({ latency: whole, jitter: whole, LATENCY: whole }, { requiredKeys: [] }),
  fc.record({ rate: fc.integer({ min: 0, max: 100_000 }) }),
  fc.record({ timeout: whole }),
  fc.record({ delay: whole }),
  fc.record({ bytes: whole }),
  fc.record(
    {
      average_size: fc.constantFrom(50, 60, 1_000),
      size_variation: fc.constantFrom(0, 10, 50),
      delay: whole,
    },
    { requiredKeys: ["average_size"] },
  ),
);
const typed = fc.oneof(
  ...(
    [
      "latency",
      "timeout",
      "reset_peer",
      "slow_close",
      "limit_data",
      "noop",
      "bandwidth",
      "down",
    ] as const
  ).map((type) => fc.record({ type: oddly(fc.constant(type)), attributes })),
  fc.record({
    type: fc.constant("slicer"),
    attributes: fc.record({
      average_size: fc.constantFrom(50, 60),
      size_variation: fc.constantFrom(0, 50),
    }),
  }),
);
const toxicBody = fc
  .tuple(
    typed,
    fc.record(
      {
        name: oddly(toxicName),
        stream: oddly(fc.constantFrom("upstream", "downstream", "UPSTREAM")),
        toxicity: oddly(fc.constantFrom(0, 0.3, 1, 2, -1, 1e-7)),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([kind, rest]) => ({ ...kind, ...rest }));
const proxyBody = fc.record(
  {
    name: oddly(name),
    listen: oddly(listen),
    upstream: oddly(upstream),
    enabled: oddly(fc.boolean()),
  },
  { requiredKeys: ["name", "upstream", "listen"] },
);
const change = fc.record(
  { listen: oddly(listen), upstream: oddly(upstream), enabled: oddly(fc.boolean()) },
  { requiredKeys: [] },
);
/**
 * A refused change may be half applied by the original: one that may be refused changes one thing
 * only.
 */
const toxicChange = fc.oneof(
  fc.record({ toxicity: oddly(fc.constantFrom(0, 0.5, 1)) }),
  fc.record({
    attributes: fc.oneof(
      fc.record({ latency: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ jitter: whole }),
      fc.record({ timeout: whole }),
      fc.record({ delay: whole }),
    ),
  }),
  oddly(fc.constant({})),
);

const path = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join("/")}`;
const text = (value: unknown): string => JSON.stringify(value);
const damaged = (body: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 15, arbitrary: body },
    {
      weight: 1,
      arbitrary: fc.tuple(body, fc.nat(60)).map(([full, length]) => full.slice(0, length)),
    },
    { weight: 1, arbitrary: body.map((full) => `${full} trailing`) },
  );

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: damaged(proxyBody.map(text)).map((body) => ({
      method: "POST",
      path: "/proxies",
      body,
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(name, damaged(change.map(text)), fc.constantFrom("POST", "PATCH"))
      .map(([proxy, body, method]) => ({ method, path: path("proxies", proxy), body })),
  },
  {
    weight: 2,
    arbitrary: damaged(fc.array(proxyBody, { maxLength: 3 }).map(text)).map((body) => ({
      method: "POST",
      path: "/populate",
      body,
    })),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(name, damaged(toxicBody.map(text)))
      .map(([proxy, body]) => ({ method: "POST", path: path("proxies", proxy, "toxics"), body })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(name, toxicName, damaged(toxicChange.map(text)), fc.constantFrom("POST", "PATCH"))
      .map(([proxy, toxic, body, method]) => ({
        method,
        path: path("proxies", proxy, "toxics", toxic),
        body,
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(name, toxicName, fc.constantFrom("GET", "DELETE", "PUT"))
      .map(([proxy, toxic, method]) => ({
        method,
        path: path("proxies", proxy, "toxics", toxic),
        body: "",
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(name, fc.constantFrom("GET", "DELETE"))
      .map(([proxy, method]) => ({ method, path: path("proxies", proxy), body: "" })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("/reset", "/proxies", "/version", "/populate/", "/proxies//a")
      .map((at) => ({ method: at === "/reset" ? "POST" : "GET", path: at, body: "" })),
  },
);

const agent = new Agent({ keepAlive: true });

interface Said {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

function say({ api }: TestServer, { method, path: target, body }: Step): Promise<Said> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${api}${target}`,
      {
        method,
        agent,
        headers: { "User-Agent": "fuzz", "Content-Length": Buffer.byteLength(body) },
      },
      (response) => {
        const parts: Buffer[] = [];
        response
          .on("data", (part: Buffer) => parts.push(part))
          .on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers["content-type"],
              body: Buffer.concat(parts).toString(),
            }),
          );
      },
    );
    sent.once("error", reject).end(body);
  });
}

/** The step with each server's own addresses in place of `@a` and `@b`. */
function told({ method, path: target, body }: Step, state: string): Step {
  const listens = new Map(
    Object.entries(JSON.parse(state) as Record<string, { listen: string }>).map(
      ([proxy, { listen: at }]) => [proxy, at],
    ),
  );
  return {
    method,
    path: target,
    body: body.replaceAll(/@([ab])/g, (_, proxy: string) => listens.get(proxy) ?? "127.0.0.1:0"),
  };
}

/**
 * Without what differs from server to server: the ports that were free, and the name server, which
 * ours does not tell.
 */
const plain = (said: Said): Said => ({
  ...said,
  body: said.body
    .replaceAll(/(127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\]):[1-9]\d{3,4}/g, "$1:FREE")
    .replaceAll(
      /(lookup \S+) on [\d.]+:53: (?:no such host|server misbehaving)/g,
      "$1: no such host",
    ),
});

describe.skipIf(original === undefined || original.missing !== undefined)(
  "the API beside Toxiproxy 2.12.0",
  () => {
    test(
      `${sequences} random sequences of requests: the same answers and the same state`,
      { timeout: 3_600_000 },
      async () => {
        if (ours === undefined || original === undefined) throw new Error("two servers");
        const servers = [await ours.start(), await original.start()] as const;
        for (const server of servers) onTestFinished(() => server.close());
        onTestFinished(() => agent.destroy());
        const each = <T>(act: (server: TestServer, at: 0 | 1) => Promise<T>): Promise<[T, T]> =>
          Promise.all([act(servers[0], 0), act(servers[1], 1)]);
        const state = (server: TestServer): Promise<Said> =>
          say(server, { method: "GET", path: "/proxies", body: "" });
        const seen = new Map<number, number>();
        await fc.assert(
          fc
            .asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
              let states = await each(state);
              for (const next of steps) {
                const [own, other] = await each((server, at) =>
                  say(server, told(next, states[at].body)),
                );
                // The original starts proxies in no order: which of them could not be started
                // first, and which were before it, is its secret.
                if (next.path === "/reset" && own.status === 500) {
                  expect(other).toMatchObject({ status: 500, type: own.type });
                  return;
                }
                expect(plain(own), `${next.method} ${next.path} ${next.body}`).toEqual(
                  plain(other),
                );
                seen.set(own.status, (seen.get(own.status) ?? 0) + 1);
                states = await each(state);
              }
              expect(plain(states[0])).toEqual(plain(states[1]));
            })
            .afterEach(() =>
              each(async (server) => {
                const left = Object.keys(JSON.parse((await state(server)).body) as object);
                for (const proxy of left)
                  await say(server, { method: "DELETE", path: path("proxies", proxy), body: "" });
              }).then(() => undefined),
            ),
          { numRuns: sequences, interruptAfterTimeLimit: 3_000_000 },
        );
        // A fuzzer whose requests are all refused proves nothing.
        for (const status of [200, 201, 204, 400, 404, 409])
          expect(seen.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
      },
    );
  },
);
