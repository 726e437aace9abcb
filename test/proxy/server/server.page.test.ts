/** What `docs/toxiproxy.md` says in passing: names and numbers that no other test is about. */
import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { HoldQueue } from "../../../src/proxy/server/hold-queue.ts";
import { intake } from "../../../src/proxy/server/intake.ts";
import { startProxyServer } from "../../../src/proxy/server/server.ts";
import { pieceCost, type Chunk } from "../../../src/proxy/server/stage.ts";
import { toxicTypes } from "../../../src/proxy/server/toxics/index.ts";
import { corpus } from "../corpus.ts";
import { rig } from "../rig.ts";
import { implementations } from "../servers.ts";
import { virtualTimers } from "../virtual-timers.ts";
import { echo, within } from "../wires.ts";

const [ours] = implementations;
if (ours === undefined) throw new Error("no embedded server");
const embedded = ours;
const page = readFileSync("docs/toxiproxy.md", "utf8");

test("the page says how many requests are compared with the original's answers", () => {
  expect(page).toContain(`replays ${corpus.length} requests`);
});

test("says 2.12.0, and tells itself apart by a header", async () => {
  const { api } = await rig(embedded);
  const response = await fetch(`${api}/version`);
  expect([await response.json(), response.headers.get("X-Gameday-Proxy")]).toEqual([
    { version: "2.12.0" },
    "1",
  ]);
});

describe("kept although one may wonder", () => {
  test("negative latency, jitter, delay and timeout are taken and mean none", async () => {
    const { pair, add } = await rig(embedded, echo);
    await add("latency", { latency: -60_000, jitter: -60_000 });
    await add("slow_close", { delay: -60_000 });
    await add("slicer", { average_size: 2, delay: -60_000_000 }, { stream: "upstream" });
    const [client] = await pair();
    client.socket.end("hello");
    expect(String(await client.have(5))).toBe("hello");
    await client.ended;
  });

  test("a negative timeout never closes", async () => {
    const { pair, add } = await rig(embedded);
    await add("timeout", { timeout: -1 });
    const [client, server] = await pair();
    server.socket.write("lost");
    expect(await within(client.ended, 100)).toBe("late");
    expect(client.bytes()).toBe(0);
  });

  test.each([
    [5, 0],
    [-1, 4],
  ])("toxicity %d is taken", async (toxicity, arrives) => {
    const { pair, add } = await rig(embedded);
    await add("bandwidth", { rate: 0 }, { toxicity });
    const [client, server] = await pair();
    server.socket.write("data");
    if (arrives === 0) expect(await within(client.have(1), 100)).toBe("late");
    else await client.have(arrives);
    expect(client.bytes()).toBe(arrives);
  });
});

test("without its flag the largest request body is 1 MiB", async () => {
  const server = await startProxyServer({ seed: "x" });
  onTestFinished(() => server.close());
  const status = async (bytes: number): Promise<number> =>
    (await fetch(`${server.url}/populate`, { method: "POST", body: " ".repeat(bytes) })).status;
  expect([await status(1_048_576), await status(1_048_577)]).toEqual([400, 413]);
});

test("a schedule given again counts from then", async () => {
  const { add, call } = await rig(embedded);
  await add("noop", {}, { for: 60_000 });
  const first = (await call("GET", "/toxics/noop")) as { remaining: number };
  await expect
    .poll(async () => ((await call("GET", "/toxics/noop")) as { remaining: number }).remaining)
    .toBeLessThan(first.remaining - 20);
  const again = (await call("PATCH", "/toxics/noop", { for: 60_000 })) as { remaining: number };
  expect(again.remaining).toBeGreaterThan(first.remaining - 20);
  expect(again.remaining).toBeLessThanOrEqual(60_000);
});

describe("what bounds it", () => {
  const held = (type: string, params: Record<string, number> = {}): number | undefined =>
    toxicTypes.get(type)?.capacity(params);

  test("what each toxic holds at most of a connection and direction", () => {
    expect([held("latency"), pieceCost]).toEqual([32 * 1_048_576, 2_048]);
    // 100 ms of 1000 bytes/s are 100 bytes.
    expect([
      held("bandwidth", { rate: 1 }),
      held("bandwidth", { rate: 20_000 }),
      held("bandwidth", { rate: 1_000_000 }),
    ]).toEqual([131_072, 2_000_000, 8 * 1_048_576]);
    expect([held("slicer"), held("reset_peer")]).toEqual([65_536, 65_536]);
  });

  test("a toxic lets sixteen pieces go, and then others have their turn", () => {
    const timers = virtualTimers();
    const gone: Chunk[] = [];
    const queue = new HoldQueue(
      {
        push: (chunk) => void gone.push(chunk),
        end: () => {},
        ready: () => true,
        room: () => {},
        released: () => {},
      },
      timers,
      { next: (bytes) => ({ bytes: Math.min(1, bytes), dueMs: 0 }) },
    );
    queue.add({ data: new Uint8Array(40), atMs: 0 });
    expect([gone.length, timers.pending()]).toEqual([16, 1]);
    timers.advanceTo(0);
    expect(gone).toHaveLength(40);
  });

  test("who reads little holds no buffer; who reads 16 KiB at once gets 256 KiB of its own, and gives them back", () => {
    const seen: (readonly [number, boolean])[] = [];
    const [one, other] = [0, 1].map(() =>
      intake((error) => {
        throw error;
      }),
    );
    if (one === undefined || other === undefined) throw new Error("no intake");
    const next = (of: typeof one): Uint8Array =>
      typeof of.onread.buffer === "function" ? of.onread.buffer() : of.onread.buffer;
    one.take = (data, kept) => {
      seen.push([data.length, kept]);
      return true;
    };
    expect([next(one) === next(other), next(one).length]).toEqual([true, 16_384]);
    one.onread.callback(5, next(one));
    expect(next(one)).toBe(next(other));
    one.onread.callback(16_384, next(one));
    const own = next(one);
    expect([own.length, next(other).length]).toEqual([262_144, 16_384]);
    one.onread.callback(7, own);
    expect(seen).toEqual([
      [5, true],
      [16_384, true],
      [7, false],
    ]);
    one.release();
    other.take = () => true;
    other.onread.callback(16_384, next(other));
    expect(next(other)).toBe(own);
  });

  test("what was read into the shared buffer is kept when another reads over it", () => {
    const [one, other] = [0, 1].map(() =>
      intake((error) => {
        throw error;
      }),
    );
    if (one === undefined || other === undefined || typeof one.onread.buffer !== "function")
      throw new Error("no intake");
    const got: Buffer[] = [];
    for (const each of [one, other]) each.take = (data) => got.push(data) > 0;
    const shared = one.onread.buffer();
    for (const [each, letter] of [
      [one, "a"],
      [other, "b"],
    ] as const) {
      shared.set(Buffer.from(letter.repeat(3)));
      each.onread.callback(3, shared);
    }
    expect(got.map(String)).toEqual(["aaa", "bbb"]);
  });
});
