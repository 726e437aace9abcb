/**
 * How the embedded server differs from Toxiproxy 2.12.0 on purpose, and what it keeps: the lines of
 * `docs/toxiproxy.md` that no other test is about.
 */
import { readFileSync, readdirSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../../../src/proxy/server/address.ts";
import { originalFlags } from "../../../src/app/fault/proxy-alone.ts";
import { rig } from "../rig.ts";
import { implementations } from "../servers.ts";
import { dial, echo, within } from "../wires.ts";

const [ours] = implementations;
if (ours === undefined) throw new Error("no embedded server");
const embedded = ours;

const ask = async (
  api: string,
  path: string,
  body: unknown,
): Promise<readonly [number, string]> => {
  const response = await fetch(`${api}${path}`, { method: "POST", body: JSON.stringify(body) });
  return [response.status, await response.text()];
};

describe("differences from Toxiproxy 2.12.0", () => {
  test.each([
    ["latency", { latency: 60_000 }, { latency: 50_000 }],
    ["bandwidth", { rate: 0 }, { rate: 0 }],
  ])("a changed %s holds for what is waiting too", async (type, attributes, changed) => {
    const { pair, add, call } = await rig(embedded);
    const [client, server] = await pair();
    await add(type, attributes);
    server.socket.write("waits");
    await within(client.have(1), 30);
    await call("POST", `/toxics/${type}`, { attributes: changed });
    expect(await within(client.have(1), 100)).toBe("late");
    await call("DELETE", `/toxics/${type}`);
    expect(String(await client.have(5))).toBe("waits");
  });

  test("refuses attributes beyond ±2^53", async () => {
    const { api } = await rig(embedded);
    const [status, text] = await ask(api, "/proxies/p/toxics", {
      type: "latency",
      attributes: { latency: 2 ** 53 },
    });
    expect([status, text]).toEqual([
      400,
      expect.stringContaining("latency latency must be within ±9007199254740991"),
    ]);
  });

  test("reset starts proxies in the order in which they were made, up to the first that cannot be", async () => {
    const { api } = await rig(embedded);
    const made = [
      ["first", "127.0.0.1:0"],
      ["second", "127.0.0.1:-1"],
      ["third", "127.0.0.1:0"],
      ["fourth", "127.0.0.1"],
    ] as const;
    for (const [name, listen] of made)
      await ask(api, "/proxies", { name, listen, upstream: "u:1", enabled: false });
    const [status, text] = await ask(api, "/reset", {});
    expect([status, JSON.parse(text)]).toEqual([
      500,
      { status: 500, error: "listen tcp: address -1: invalid port" },
    ]);
    const now = (await (await fetch(`${api}/proxies`)).json()) as Record<
      string,
      { enabled: boolean }
    >;
    expect(made.map(([name]) => now[name]?.enabled)).toEqual([true, false, false, false]);
  });

  test("answers an unknown host without the name server's address", async () => {
    const { api } = await rig(embedded);
    const [status, text] = await ask(api, "/proxies", {
      name: "n",
      upstream: "u:1",
      listen: "nobody.invalid:1",
    });
    expect([status, JSON.parse(text)]).toEqual([
      500,
      { status: 500, error: "listen tcp: lookup nobody.invalid: no such host" },
    ]);
  });

  test.each(["127.0.0.1", "localhost", "0.0.0.0", ""])(
    "a proxy whose upstream is itself closes its clients, and others have theirs: %s",
    async (host) => {
      const { api, call, listen, pair } = await rig(embedded, echo);
      await ask(api, "/proxies", { name: "self", listen: "127.0.0.1:0", upstream: "u:1" });
      const self = JSON.parse(await (await fetch(`${api}/proxies/self`)).text()) as {
        listen: string;
      };
      const port = self.listen.split(":")[1];
      expect((await ask(api, "/proxies/self", { upstream: `${host}:${port}` }))[0]).toBe(200);
      const client = await dial(self.listen);
      await client.ended;
      expect(await (await fetch(`${api}/connections`)).json()).toEqual([]);
      expect(listen).not.toBe(self.listen);
      const [other] = await pair();
      other.socket.write("through");
      expect(String(await other.have(7))).toBe("through");
      expect(await call("GET", "/connections")).toHaveLength(1);
    },
  );

  test("knows a few service names and says that it does not know the others", () => {
    const ports = ["http", "https", "mysql", "postgresql", "ssh", "smtp", "domain"].map(
      (name) => parseAddress(`127.0.0.1:${name}`).port,
    );
    expect(ports).toEqual([80, 443, 3306, 5432, 22, 25, 53]);
    expect(() => parseAddress("127.0.0.1:gopher")).toThrow("lookup tcp/gopher: unknown port");
  });

  test("a proxy without listen listens on every interface", async () => {
    const { api, target } = await rig(embedded, echo);
    const [, text] = await ask(api, "/proxies", { name: "everywhere", upstream: target.address });
    const { listen } = JSON.parse(text) as { listen: string };
    expect(listen).toMatch(/^(\[::\]|0\.0\.0\.0):\d+$/);
    expect(Object.keys(networkInterfaces()).length).toBeGreaterThan(0);
  });

  test.each([
    ["the same address in another spelling", "127.0.0.1:PORT", true],
    ["a name for it", "localhost:PORT", true],
    ["an IPv4 address in IPv6", "[::ffff:127.0.0.1]:PORT", true],
    ["another address", "127.0.0.2:PORT", false],
  ])("populate with %s keeps the proxy: %s %s", async (_, listen, kept) => {
    const { api, listen: now, target, add, pair } = await rig(embedded, echo);
    await add("noop", {});
    const [client] = await pair();
    const [status, text] = await ask(api, "/populate", [
      {
        name: "p",
        upstream: target.address,
        listen: listen.replace("PORT", now.split(":")[1] ?? ""),
      },
    ]);
    expect(status).toBe(201);
    expect(
      (JSON.parse(text) as { proxies: [{ toxics: unknown[] }] }).proxies[0].toxics,
    ).toHaveLength(kept ? 1 : 0);
    client.socket.write("still there");
    expect(await within(client.ended, 50)).toBe(kept ? "late" : undefined);
  });

  test.each([
    ["127.1:0", "lookup 127.1: no such host"],
    ["0x7f.0.0.1:0", "lookup 0x7f.0.0.1: no such host"],
    ["127.0.0.01:0", "lookup 127.0.0.01: no such host"],
    ["[:::]:3", "lookup :::: no such host"],
    ["a\u0000b:1", "lookup a\u0000b: no such host"],
  ])("refuses %j to listen on, as Go reads it", async (listen, why) => {
    const { api } = await rig(embedded);
    const [status, text] = await ask(api, "/proxies", { name: "n", upstream: "u:1", listen });
    expect([status, (JSON.parse(text) as { error: string }).error]).toEqual([
      500,
      `listen tcp: ${why}`,
    ]);
  });

  test.each([
    "a\u0000b:1",
    "127.1:1",
    "[x]:1",
    ":::",
    "host",
    "host:",
    "127.0.0.1:0",
    `${"x".repeat(5_000)}:1`,
    "\ud800:1",
    "-:1",
    "%:1",
  ])("a client of the upstream %j is closed, and the server lives", async (upstream) => {
    const { api } = await rig(embedded);
    const [, text] = await ask(api, "/proxies", { name: "bad", upstream, listen: "127.0.0.1:0" });
    const { dial } = await import("../wires.ts");
    const client = await dial((JSON.parse(text) as { listen: string }).listen);
    await client.ended;
    client.socket.destroy();
    expect((await fetch(`${api}/version`)).status).toBe(200);
  });
});

test.each([
  [
    ["-host", "0.0.0.0", "-port=1", "--config=a=b"],
    ["--host", "0.0.0.0", "--port=1", "--config=a=b"],
  ],
  [["-proxy-metrics=true", "-runtime-metrics=0", "-version=F"], ["--proxy-metrics"]],
  [
    ["-seed", "-5", "--json", "-h"],
    ["--seed", "-5", "--json", "-h"],
  ],
])("reads the original's flags: %j", (given, read) => {
  expect(originalFlags(given)).toEqual(read);
});

test("every line of the page is about something that a test of that name proves", () => {
  const page = readFileSync("docs/toxiproxy.md", "utf8");
  const tests =
    readdirSync("test/proxy", { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => readFileSync(`test/proxy/${name}`, "utf8"))
      .join("\n") + readFileSync("test/e2e/proxy.test.ts", "utf8");
  const lines = [...page.matchAll(/^(?:- |\| )(.+)$/gm)]
    .map(([, line = ""]) => line)
    .filter((line) => !/^(?:-|Toxiproxy 2|type \||\| embedded|change \|)/.test(line));
  // Measured figures are none.
  const figures =
    page.slice(page.indexOf("## Speed"), page.indexOf("## More than")) +
    page.slice(page.indexOf("| load, in a separate process"));
  const claims = lines.filter((line) => !figures.includes(line));
  expect(
    claims.filter((line) => !Object.keys(proofs).some((start) => line.startsWith(start))),
  ).toEqual([]);
  for (const [start, titles] of Object.entries(proofs)) {
    expect(
      claims.some((line) => line.startsWith(start)),
      `the page has a line that begins with ${start}`,
    ).toBe(true);
    for (const title of [titles].flat())
      expect(tests, `there is a test "${title}"`).toContain(title);
  }
});

/** How a line of the page begins, and the titles of its tests. */
const proofs: Readonly<Record<string, string | readonly string[]>> = {
  "`bandwidth` with a negative rate kills": "answers %s with 400 instead of dying under traffic",
  "`slicer` with a variation above": "answers %s with 400 instead of dying under traffic",
  "a refused change may be half":
    "answers a change to bad attributes with 400 and leaves the toxic as it was",
  "`reset_peer` resets only": "resets connections that were open before reset_peer came",
  "removing `reset_peer` waits": "removing reset_peer in time saves the connection and its bytes",
  "when one side has finished":
    "keeps half-closed connections: an answer still arrives after the client has finished sending",
  "byte counters move when":
    "counts bytes while a connection is open, on /metrics and in the list of connections",
  "`-seed` is read":
    "the seed decides: the same seed hurts the same connections, another seed others",
  "removing a toxic under traffic":
    "removing a toxic is answered at once while a reader that does not read has everything stuck",
  "a hanging dial": "dials in parallel: a dial that hangs does not keep other clients waiting",
  "`reset_peer` and `timeout` with toxicity 0":
    "toxicity 0 touches nothing: reset_peer with it neither resets nor closes",
  "**Toxicity is a share": "a raised toxicity only adds connections, a lowered one only frees some",
  "**Changed attributes also apply": "a changed %s holds for what is waiting too",
  "**Attributes beyond": "refuses attributes beyond ±2^53",
  "**`/reset` starts":
    "reset starts proxies in the order in which they were made, up to the first that cannot be",
  "**The error for an unknown host": "answers an unknown host without the name server's address",
  "**A proxy whose upstream is its own":
    "a proxy whose upstream is itself closes its clients, and others have theirs: %s",
  "**Only a few service names":
    "knows a few service names and says that it does not know the others",
  "**`-runtime-metrics`": "serves /metrics with the original's flags, and nothing of a Go runtime",
  "**It does not log": "logs neither requests nor clients, and listens on 127.0.0.1",
  "**The API listens on 127.0.0.1": "logs neither requests nor clients, and listens on 127.0.0.1",
  "**SIGTERM and SIGINT end it": [
    "ends at once while everything that can be is armed, and after it has been cancelled",
    "%s ends it although closing never does",
  ],
  "Negative latency": [
    "negative latency, jitter, delay and timeout are taken and mean none",
    "a negative timeout never closes",
  ],
  "Toxicity is not checked": [
    "answers every request of the corpus as Toxiproxy 2.12.0 did, to the byte",
    "toxicity %d is taken",
  ],
  "`bandwidth` 0 lets": "bandwidth 0 holds everything until it is removed",
  "The timer of `timeout`": "timeout drops data and closes, counted from the last dropped byte",
  "Removing `timeout` closes": "timeout 0 never closes by itself; removing it does",
  "`populate` is not all":
    "answers every request of the corpus as Toxiproxy 2.12.0 did, to the byte",
  "A proxy without `listen`": "a proxy without listen listens on every interface",
  "Errors are": "answers every request of the corpus as Toxiproxy 2.12.0 did, to the byte",
  "A proxy whose name": "answers every request of the corpus as Toxiproxy 2.12.0 did, to the byte",
  "A config file with errors":
    "logs what is wrong with a config file that %s, and serves what could be made, as the original",
  "`latency` |": "latency lets a chunk go after its time, never before, and close to it",
  "`bandwidth` |": "bandwidth keeps its rate in bytes per second",
  "`slow_close` |": "slow_close holds back only the end",
  "`timeout` |": "timeout drops data and closes, counted from the last dropped byte",
  "`reset_peer` |": "reset_peer resets a connection that began with it, once data has come",
  "`slicer` |": "slicer sends small pieces and no more than that",
  "`limit_data` |": "limit_data passes exactly its bytes, then closes; the count outlives a change",
  "`noop` |": "loses and swaps no byte while %s is added, changed and removed under traffic",
  "**Leases and schedules**": [
    "a toxic with a ttl ends by itself, not early, and what it held goes on",
    "a lease can be renewed and given up",
    "a schedule begins after its time and ends after its other time",
    "a schedule given again counts from then",
  ],
  "**`GET /connections`**": [
    "lists the connections of one proxy with age and bytes, and forgets them when they are over",
    "dials in parallel: a dial that hangs does not keep other clients waiting",
  ],
  "**`--token`**": "a bearer token is required on every page when one is set",
  "**`--path-secret`**": "a path secret hides the API from everybody who does not know it",
  "**`--socket`**": "listens on a Unix socket of its user instead of a port",
  "**`GET /touched`**": "counts what each toxic has done",
  "**`--max-body`**": [
    "answers a body above the limit with 413 and goes on",
    "without its flag the largest request body is 1 MiB",
  ],
  "**`--max-connections`**":
    "closes connections above the limit and takes new ones when others have ended",
  "**`gameday_proxy_caught": "a stage whose %s throws costs its connection, and nothing else",
  "**Memory.**": [
    "holds no more than tens of MiB, and lets others pass: %s",
    "what each toxic holds at most of a connection and direction",
    "who reads little holds no buffer; who reads 16 KiB at once gets 256 KiB of its own, and gives them back",
  ],
  "**Turns.**": [
    "much that is due at once is spread over turns of the event loop",
    "a toxic lets sixteen pieces go, and then others have their turn",
  ],
  "**Changes** to one proxy": "a change that waits for a name keeps no other proxy waiting",
  "**Nothing ends it**": "a stage whose %s throws costs its connection, and nothing else",
};
