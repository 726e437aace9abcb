/**
 * What every load driver promises, checked against a server that knows its own delays and remembers
 * what arrived.
 */
import type { LoadBin } from "../../src/event/load.ts";
import type { LoadStep } from "../../src/event/flow.ts";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import type { LoadDriver, LoadFlow, LoadRun } from "../../src/load/load.ts";
import { authority } from "../fixtures/certificate.ts";
import { hrMs, startLoadServer, type LoadServer } from "../fixtures/load-server.ts";

/** Makes the driver under test; `maxInFlight` bounds what it may have on its way at once. */
export type MakeDriver = (options: { maxInFlight?: number }) => LoadDriver;

/** One driver at work on one server, and what it has told so far. Taken with `await using`. */
interface Bench extends AsyncDisposable {
  readonly server: LoadServer;
  readonly bins: LoadBin[];
  readonly run: LoadRun;
  flow(id: string, perSecond: number, path: string, more?: FlowMore): LoadFlow;
  /**
   * Resolves as soon as the bins satisfy the condition, rejects when the driver says that it broke;
   * the test's own time-out is the limit.
   */
  until(satisfied: () => boolean): Promise<void>;
  of(flow: string): LoadBin[];
  /** Seconds that a flow sent in from end to end: not its first one with requests. */
  whole(flow: string): LoadBin[];
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

type FlowMore = Partial<LoadFlow> & { step?: Partial<LoadStep> };

const ended = (
  bins: readonly LoadBin[],
  way: "offered" | "good" | "slow" | "error" | "timeout" | "unsent" | "rejected" | "newlyHurt",
): number => bins.reduce((sum, bin) => sum + bin[way], 0);

function flowTo(
  server: LoadServer,
  id: string,
  perSecond: number,
  path: string,
  { step, ...rest }: FlowMore = {},
): LoadFlow {
  return {
    id,
    perSecond,
    users: 1_000,
    vars: {},
    to: [server],
    steps: [
      {
        method: "GET",
        path,
        headers: {},
        body: undefined,
        timeoutMs: 4_000,
        expectStatus: 200,
        underMs: 4_000,
        ...step,
      },
    ],
    ...rest,
  };
}

async function bench(
  driver: LoadDriver,
  settleMs: number,
  flows: (server: LoadServer) => readonly LoadFlow[],
  how: Parameters<typeof startLoadServer>[0],
): Promise<Bench> {
  const server = await startLoadServer(how);
  const bins: LoadBin[] = [];
  const errors: Error[] = [];
  let watchers: (() => void)[] = [];
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const onBin = (bin: LoadBin): void => {
    bins.push(bin);
    for (const look of watchers) look();
  };
  const run = await driver.start({
    flows: flows(server),
    seed: "7f3a",
    originMonoMs: hrMs(),
    onBin,
    onError: (error) => (errors.push(error), broken.reject(error)),
  });
  const of = (flow: string): LoadBin[] => bins.filter((bin) => bin.flow === flow);
  return {
    server,
    bins,
    run,
    flow: (id, perSecond, path, more) => flowTo(server, id, perSecond, path, more),
    until: (satisfied) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (!satisfied()) return;
        watchers = watchers.filter((other) => other !== look);
        resolve();
      };
      watchers.push(look);
      look();
      // A driver that broke is not waited for: what it said is the failure.
      return Promise.race([promise, broken.promise]);
    },
    of,
    whole: (flow) =>
      of(flow)
        .filter((bin) => bin.offered > 0)
        .slice(1 + Math.ceil(settleMs / 1_000)),
    async [Symbol.asyncDispose]() {
      await run.stop();
      await server.close();
      expect(errors).toEqual([]);
    },
  };
}

/**
 * Runs the suite for one driver. `settleMs`: how long after `start` a flow of it may take to reach
 * its rate. `heavy`: each flow of it costs a process, so its tests run one after the other and have
 * longer, or they would starve each other.
 */
export function loadContract(
  name: string,
  makeDriver: MakeDriver,
  { settleMs = 0, heavy = false }: { settleMs?: number; heavy?: boolean } = {},
): void {
  const together = heavy ? { timeout: 60_000 } : { concurrent: true };
  const begin = (
    flows: (server: LoadServer) => readonly LoadFlow[],
    { on, ...options }: { maxInFlight?: number; on?: Parameters<typeof startLoadServer>[0] } = {},
  ): Promise<Bench> => bench(makeDriver(options), settleMs, flows, on);

  describe(`the load driver ${name}, its time`, () => {
    test("offers its rate in every second, evenly spaced, and everything offered arrives", async () => {
      await using load = await begin((to) => [flowTo(to, "steady", 50, "/delay/5")]);
      await load.until(() => load.whole("steady").length >= 3);
      await load.run.stop();
      for (const bin of load.whole("steady").slice(0, 3)) {
        expect(Math.abs(bin.offered - 50)).toBeLessThanOrEqual(1);
        expect(bin.good).toBe(bin.offered);
      }
      const arrived = await load.server.seen();
      // Seconds still open at the stop are in no bin, so more may have arrived: what two seconds
      // can hold, never less.
      expect(arrived.length - ended(load.bins, "offered")).toBeGreaterThanOrEqual(0);
      expect(arrived.length - ended(load.bins, "offered")).toBeLessThanOrEqual(100);
      // A machine that is busy with something else bunches what it sends; a quiet quarter of a
      // second shows how it is meant.
      const gaps = arrived.slice(1).map((request, i) => request.atMs - (arrived[i]?.atMs ?? 0));
      expect(
        gaps.some(
          (_, i) => i >= 10 && gaps.slice(i - 10, i).every((gap) => Math.abs(gap - 20) <= 5),
        ),
      ).toBe(true);
    });

    test("measures latency as the server knows it", async () => {
      await using load = await begin((to) => [flowTo(to, "mixed", 60, "/mix/40/240")]);
      // The server's timers are up to a millisecond long. What the driver leaves late makes its
      // answers late, by as much: that is the point of counting from the schedule. On a machine
      // that is short of CPU some seconds are off: three must be right.
      const near = (ms: number, want: number, lateMs: number): boolean =>
        ms >= want - 0.5 && ms <= want + 1 + Math.max(2, want * 0.05) + lateMs;
      const right = (): LoadBin[] =>
        load
          .whole("mixed")
          .filter(
            (bin) =>
              near(bin.p50, 40, bin.lateP99) &&
              near(bin.p99, 240, bin.lateP99) &&
              bin.max >= bin.p99,
          );
      await load.until(() => right().length >= 3);
    });

    test("shows a stall of 2 s as users would have felt it", async () => {
      const perSecond = 50;
      await using load = await begin((to) => [
        flowTo(to, "stalled", perSecond, "/delay/5", { step: { timeoutMs: 5_000, underMs: 500 } }),
      ]);
      await load.until(() => load.whole("stalled").length >= 1);
      const stall = await load.server.stall(2_000);
      const before = load.of("stalled").length;
      await load.until(() => load.of("stalled").length >= before + 4);
      // Users come all the time, so their waits are spread evenly from the whole stall down to
      // nothing.
      const bins = load.of("stalled");
      const expected = perSecond * ((stall.toMs - stall.fromMs - 500) / 1_000);
      expect(Math.abs(ended(bins, "slow") - expected)).toBeLessThanOrEqual(
        2 + expected * (heavy ? 0.1 : 0.03),
      );
      expect(
        Math.abs(Math.max(...bins.map((bin) => bin.max)) - (stall.toMs - stall.fromMs)),
      ).toBeLessThanOrEqual(100 + 1_000 / perSecond);
      expect(ended(bins, "timeout") + ended(bins, "error") + ended(bins, "unsent")).toBe(0);
    });

    test("stops within 100 ms with requests on their way, and nothing leaves afterwards", async () => {
      await using load = await begin((to) => [
        flowTo(to, "quick", 100, "/delay/2", { step: { timeoutMs: 2_000 } }),
        flowTo(to, "hanging", 50, "/hang"),
      ]);
      await load.until(() => load.whole("quick").length >= 1);
      const calledMs = hrMs();
      await load.run.stop();
      expect(hrMs() - calledMs).toBeLessThan(100);
      const delivered = load.bins.length;
      await load.run.stop();
      // The server goes on listening for a second: whatever the driver still sent would be seen.
      await load.server.stall(1_000);
      expect((await load.server.seen()).filter((request) => request.atMs > calledMs + 100)).toEqual(
        [],
      );
      expect(load.bins.length).toBe(delivered);
      expect(ended(load.bins, "error") + ended(load.bins, "unsent")).toBe(0);
    });
  });

  describe(`the load driver ${name}, its books`, together, () => {
    test("enters every offered request exactly once, as what happened to it", async ({
      expect,
    }) => {
      const ways = {
        good: "good",
        slow: "slow",
        error: "error",
        cut: "error",
        timeout: "timeout",
        limited: "rejected",
        forbidden: "rejected",
        redirected: "good",
        unreachable: "error",
      } as const;
      await using load = await begin((to) => [
        flowTo(to, "good", 20, "/delay/5"),
        flowTo(to, "slow", 20, "/delay/150", { step: { underMs: 100 } }),
        flowTo(to, "error", 20, "/status/503"),
        flowTo(to, "cut", 20, "/cut"),
        flowTo(to, "timeout", 20, "/hang", { step: { timeoutMs: 300, underMs: 300 } }),
        flowTo(to, "limited", 20, "/status/429"),
        flowTo(to, "forbidden", 20, "/status/403"),
        flowTo(to, "redirected", 20, "/away", { step: { expectStatus: 302 } }),
        flowTo(to, "unreachable", 20, "/delay/5", { to: [{ host: "127.0.0.1", port: 1 }] }),
      ]);
      const all = Object.entries(ways).map(([flow, way]) => ({
        flow,
        way,
        bins: () => load.whole(flow),
      }));
      // On a machine that is short of CPU the server too is late, and what it answers late is slow
      // or timed out. Two seconds of each flow must be right.
      const right = ({ way, bins }: (typeof all)[number]): LoadBin[] =>
        bins().filter((bin) => bin[way] === bin.offered && Math.abs(bin.offered - 20) <= 1);
      await load.until(() => all.every((each) => right(each).length >= 2));
      for (const { flow, way, bins } of all) {
        const wrong = (["good", "error", "unsent", "rejected"] as const).filter(
          (other) => other !== way,
        );
        for (const bin of bins())
          expect({
            second: bin.second,
            flow,
            ...Object.fromEntries(wrong.map((other) => [other, bin[other]])),
          }).toEqual({
            second: bin.second,
            flow,
            ...Object.fromEntries(wrong.map((other) => [other, 0])),
          });
      }
      expect((await load.server.seen()).some((request) => request.path === "/moved")).toBe(false);
    });

    test("delivers each second of each flow once, in order and without gaps, and every bin adds up", async ({
      expect,
    }) => {
      await using load = await begin((to) => [
        flowTo(to, "one", 30, "/mix/5/400"),
        flowTo(to, "two", 7, "/delay/5"),
        flowTo(to, "idle", 0, "/delay/5"),
      ]);
      await load.until(() => load.whole("one").length >= 3 && load.of("idle").length >= 3);
      await load.run.stop();
      for (const flow of ["one", "two", "idle"]) {
        const seconds = load.of(flow).map((bin) => bin.second);
        const [first = 0] = seconds;
        expect(seconds).toEqual(seconds.map((_, i) => first + i));
      }
      for (const bin of load.bins)
        expect(bin.good + bin.slow + bin.error + bin.timeout + bin.unsent + bin.rejected).toBe(
          bin.offered,
        );
      expect(ended(load.of("idle"), "offered")).toBe(0);
      expect((await load.server.seen()).length).toBeGreaterThanOrEqual(ended(load.bins, "offered"));
    });

    test("takes new rates, new flows and ends while it runs", async ({ expect }) => {
      await using load = await begin((to) => [flowTo(to, "first", 20, "/delay/5")]);
      const near = (bin: LoadBin | undefined, rate: number): boolean =>
        Math.abs((bin?.offered ?? -10) - rate) <= 1;
      const [first, second] = [() => load.of("first"), () => load.of("second")];
      await load.until(() => near(first().at(-1), 20));
      load.run.setRate("first", 60);
      load.run.add(load.flow("second", 30, "/delay/6"));
      expect(load.run.rates()).toEqual({ first: 60, second: 30 });
      await load.until(
        () =>
          first()
            .slice(-2)
            .every((bin) => near(bin, 60)) && near(second().at(-1), 30),
      );
      expect(first().every((bin) => bin.offered <= 61)).toBe(true);
      load.run.setRate("first", 0);
      load.run.end("second");
      load.run.end("second");
      await load.until(() =>
        first()
          .slice(-2)
          .every((bin) => bin.offered === 0),
      );
      const delivered = second().length;
      const idle = first().length;
      await load.until(() => first().length >= idle + 2);
      expect(second().length).toBeLessThanOrEqual(delivered + 1);
      expect(load.run.rates()).toEqual({ first: 0 });
      load.run.setRate("first", 20);
      load.run.add(load.flow("second", 10, "/delay/7"));
      await load.until(() => near(first().at(-1), 20) && near(second().at(-1), 10));
      const seconds = second().map((bin) => bin.second);
      expect(new Set(seconds).size).toBe(seconds.length);
      expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    });

    test("says that it is saturated when it cannot send: unsent requests, as late as their time-out", async ({
      expect,
    }) => {
      await using load = await begin(
        (to) => [flowTo(to, "flood", 200, "/delay/400", { step: { timeoutMs: 1_000 } })],
        { maxInFlight: 16 },
      );
      await load.until(() => load.whole("flood").length >= 2);
      for (const bin of load.whole("flood").slice(0, 2)) {
        expect(Math.abs(bin.offered - 200)).toBeLessThanOrEqual(2);
        // 16 at once, each for at least 400 ms, are at most 40 a second, and one more round at the
        // edges.
        expect(bin.unsent).toBeGreaterThanOrEqual(200 - 40 - 16);
        expect(bin.lateP99).toBeGreaterThanOrEqual(990);
      }
    });

    test("draws users and variables from the seed, within their bounds", async ({ expect }) => {
      const vars = { id: { from: 3, to: 5 }, kind: ["a", "b"] };
      const step = {
        method: "POST",
        headers: { "x-session": "{user}" },
        body: '{"id": {id}, "kind": "{kind}", "braces": {}}',
      } as const;
      await using load = await begin((to) => [
        flowTo(to, "drawn", 60, "/delay/1?u={user}&id={id}&kind={kind}", { users: 4, vars, step }),
      ]);
      await load.until(() => load.whole("drawn").length >= 1);
      const seen = (await load.server.seen())
        .filter((request) => Number.isFinite(request.tookMs))
        .slice(0, 60);
      const drawn = seen.map((request) => new URLSearchParams(request.path.split("?")[1]));
      for (const [i, request] of seen.entries()) {
        expect(request.method).toBe("POST");
        expect(request.session).toBe(drawn[i]?.get("u"));
        expect(JSON.parse(request.body)).toEqual({
          id: Number(drawn[i]?.get("id")),
          kind: drawn[i]?.get("kind"),
          braces: {},
        });
      }
      const values = (name: string): string[] =>
        [...new Set(drawn.map((query) => query.get(name) ?? ""))].toSorted((a, b) =>
          a.localeCompare(b),
        );
      expect(values("u")).toEqual(["1", "2", "3", "4"]);
      expect(values("id")).toEqual(["3", "4", "5"]);
      expect(values("kind")).toEqual(["a", "b"]);
    });

    test("counts each hurt user once in a flow, and names them, so that those of a cohort can be told apart from others", async ({
      expect,
    }) => {
      await using load = await begin((to) => [
        flowTo(to, "hurt", 40, "/status/503", { users: 5, cohort: "office" }),
        flowTo(to, "also", 40, "/status/503", { users: 5, cohort: "office" }),
        flowTo(to, "fine", 40, "/delay/1", { users: 5 }),
      ]);
      await load.until(() =>
        ["hurt", "also", "fine"].every((flow) => load.whole(flow).length >= 2),
      );
      for (const flow of ["hurt", "also"]) {
        expect(ended(load.of(flow), "newlyHurt")).toBe(5);
        expect(
          load
            .of(flow)
            .flatMap(({ hurt }) => hurt ?? [])
            .toSorted((a, b) => a - b),
        ).toEqual([1, 2, 3, 4, 5]);
      }
      expect(ended(load.of("fine"), "newlyHurt")).toBe(0);
    });

    test("refuses a flow that it cannot run, instead of sending nothing", async ({ expect }) => {
      await using load = await begin((to) => [flowTo(to, "there", 1, "/delay/1")]);
      expect(() => load.run.add(load.flow("there", 1, "/delay/1"))).toThrow(/there/);
      expect(() => load.run.setRate("nowhere", 5)).toThrow(/nowhere/);
      expect(() => load.run.add(load.flow("bad", 1, "no-slash"))).toThrow(/no-slash/);
      expect(() => load.run.add(load.flow("lost", 1, "/delay/1", { to: [] }))).toThrow(/lost/);
    });
  });

  describe(`the load driver ${name}, its journeys`, together, () => {
    const plain = {
      method: "GET",
      headers: {},
      body: undefined,
      timeoutMs: 4_000,
      expectStatus: 200,
      underMs: 4_000,
    } as const;

    test("walks users through steps with what it captured on the way, and lets them think", async ({
      expect,
    }) => {
      const steps: LoadStep[] = [
        {
          ...plain,
          path: "/login/{id}",
          capture: { token: { json: "$.user.tokens[0]" }, session: { header: "X-Session" } },
          thinkMs: 800,
        },
        { ...plain, path: "/account/{id}/{token}", headers: { "x-session": "{session}" } },
      ];
      await using load = await begin((to) => [
        flowTo(to, "shopping", 20, "", { steps, vars: { id: { from: 1, to: 1e9 } } }),
      ]);
      await load.until(() => load.whole("shopping").length >= 3);
      for (const bin of load.whole("shopping").slice(1, 3)) {
        expect(bin.good).toBe(bin.offered);
        expect(Math.abs(bin.offered - 40)).toBeLessThanOrEqual(10);
        expect(bin.p50).toBeLessThan(800);
      }
      const seen = await load.server.seen();
      for (const second of seen.filter((request) => request.path.startsWith("/account/"))) {
        const first = seen.find(
          (request) => request.path === `/login/${second.path.split("/")[2]}`,
        );
        expect(second.atMs - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(800);
      }
    });

    test("asks for what it captured as it was sent: long numbers, decimals, letters beyond ASCII", async ({
      expect,
    }) => {
      const capture = {
        long: { json: "$.ids[1]" },
        price: { json: "$.price" },
        name: { header: "X-Name" },
      };
      const steps: LoadStep[] = [
        { ...plain, path: "/odd/{user}", capture },
        { ...plain, method: "POST", path: "/delay/1", body: "{long} {price} {name}" },
      ];
      await using load = await begin((to) => [flowTo(to, "odd", 20, "", { steps })]);
      await load.until(() => load.whole("odd").length >= 1);
      const bodies = (await load.server.seen())
        .filter(({ method }) => method === "POST")
        .map(({ body }) => body);
      expect([...new Set(bodies)]).toEqual(["1234567890123456789 1.50 caf\u00e9"]);
    });

    test("counts an answer without the value to capture as an error, and the journey ends there", async ({
      expect,
    }) => {
      const steps: LoadStep[] = [
        { ...plain, path: "/login/{user}", capture: { token: { json: "$.nothing.here" } } },
        { ...plain, path: "/account/{user}/{token}" },
      ];
      await using load = await begin((to) => [flowTo(to, "lost", 20, "", { steps })]);
      await load.until(() => load.whole("lost").length >= 1);
      expect(load.whole("lost")[0]?.error).toBe(load.whole("lost")[0]?.offered);
      expect(
        (await load.server.seen()).some((request) => request.path.startsWith("/account/")),
      ).toBe(false);
    });

    test("tries failed requests again as the clients' policy says, and keeps each one request in the books", async ({
      expect,
    }) => {
      const retry = {
        attempts: 3,
        on: ["error"],
        backoffMs: 50,
        factor: 2,
        maxBackoffMs: 1_000,
        jitter: 0,
      } as const;
      await using load = await begin((to) => [
        flowTo(to, "patient", 10, "/flaky/2/p{id}", { retry, vars: { id: { from: 1, to: 1e9 } } }),
        flowTo(to, "unlucky", 10, "/status/500", { retry }),
        flowTo(to, "refused", 10, "/status/429", { retry }),
      ]);
      await load.until(() =>
        ["patient", "unlucky", "refused"].every((flow) => load.whole(flow).length >= 2),
      );
      for (const bin of load.whole("patient")) {
        expect(bin).toMatchObject({ good: bin.offered, retries: 2 * bin.offered });
        // The user waited for both back-offs.
        expect(bin.p50).toBeGreaterThanOrEqual(150);
      }
      for (const bin of load.whole("unlucky"))
        expect(bin).toMatchObject({ error: bin.offered, retries: 3 * bin.offered });
      for (const bin of load.whole("refused"))
        expect(bin).toMatchObject({ rejected: bin.offered, retries: 0 });
    });

    test("ramps a rate up in a straight line", async ({ expect }) => {
      await using load = await begin((to) => [
        flowTo(to, "rising", 80, "/delay/1", { rampMs: 4_000 }),
      ]);
      await load.until(() => Math.abs((load.of("rising").at(-1)?.offered ?? 0) - 80) <= 1);
      const rising = load.of("rising").map((bin) => bin.offered);
      // 0 to 80 in 4 s is half of 80 × 4 = 160 requests in all, and never fewer than the second
      // before.
      const ramp = rising.slice(
        0,
        rising.findIndex((offered) => offered >= 79),
      );
      for (const [i, offered] of ramp.slice(1).entries())
        expect(offered - (ramp[i] ?? 0)).toBeLessThanOrEqual(22);
      for (const [i, offered] of rising.slice(1).entries())
        expect(offered).toBeGreaterThanOrEqual((rising[i] ?? 0) - 1);
    });

    test("opens a connection for each request when told so, and keeps them otherwise", async ({
      expect,
    }) => {
      await using load = await begin((to) => [
        flowTo(to, "kept", 20, "/delay/2", { step: { timeoutMs: 500 } }),
        flowTo(to, "fresh", 20, "/delay/1", { connections: { reuse: false } }),
      ]);
      await load.until(() => load.whole("kept").length >= 3 && load.whole("fresh").length >= 3);
      const seen = await load.server.seen();
      const connections = (path: string): number[] =>
        seen.filter((request) => request.path === path).map((request) => request.connection);
      expect(new Set(connections("/delay/1")).size).toBe(connections("/delay/1").length);
      expect(new Set(connections("/delay/2")).size).toBeLessThan(connections("/delay/2").length);
    });

    test.runIf(process.platform === "linux")(
      "sends from the source addresses of its cohort",
      async ({ expect }) => {
        await using load = await begin((to) => [
          flowTo(to, "office", 30, "/delay/1", { from: ["127.7.1.1", "127.7.1.2"] }),
        ]);
        await load.until(() => load.whole("office").length >= 1);
        expect(
          [...new Set((await load.server.seen()).map((request) => request.from))].toSorted(),
        ).toEqual(["127.7.1.1", "127.7.1.2"]);
      },
    );
  });

  describe(`the load driver ${name}, its HTTP`, together, () => {
    const plain = {
      method: "GET",
      headers: {},
      body: undefined,
      timeoutMs: 4_000,
      expectStatus: 200,
      underMs: 4_000,
    } as const;

    test("takes early hints, chunks, trailers and compressed bodies, and follows no redirect", async ({
      expect,
    }) => {
      const zipped = (id: string): LoadStep[] => [
        { ...plain, path: `/zipped/${id}`, capture: { token: { json: "$.user.tokens[0]" } } },
        { ...plain, path: "/account/7/{token}", headers: { "x-session": "s-7" } },
      ];
      const ids = ["wordy", "gzip", "br", "away"];
      await using load = await begin((to) => [
        flowTo(to, "wordy", 10, "/wordy"),
        flowTo(to, "gzip", 10, "", { steps: zipped("gzip") }),
        flowTo(to, "br", 10, "", { steps: zipped("br") }),
        flowTo(to, "away", 10, "/away", { step: { expectStatus: 302 } }),
      ]);
      await load.until(() => ids.every((id) => load.whole(id).length >= 1));
      for (const id of ids)
        expect(load.whole(id)[0]).toMatchObject({ good: load.whole(id)[0]?.offered });
      expect((await load.server.seen()).some(({ path }) => path === "/moved")).toBe(false);
    });

    test("sends once more what may be asked for twice, when a kept connection is closed under it, and books it once", async ({
      expect,
    }) => {
      const vars = { id: { from: 1, to: 1e9 } };
      await using load = await begin((to) => [
        flowTo(to, "asked", 20, "/fickle/g{id}", { vars, step: { timeoutMs: 500 } }),
      ]);
      await load.until(() => load.whole("asked").length >= 3);
      await load.run.stop();
      expect(ended(load.of("asked"), "error")).toBe(0);
      const times = Object.values(Object.groupBy(await load.server.seen(), ({ path }) => path)).map(
        (all) => all?.length,
      );
      expect(new Set(times)).toEqual(new Set([1, 2]));
    });

    test("asks https targets: with an authority of their own, under the name that their certificate has, or whatever it is", async ({
      expect,
    }) => {
      const { ca, issue } = authority();
      const tls = issue(["shop.test"]);
      const flows = {
        known: { ca, servername: "shop.test" },
        any: { insecure: true },
        unknown: { servername: "shop.test" },
        misnamed: { ca, servername: "other.test" },
        unnamed: { ca },
      } as const;
      await using load = await begin(
        (to) =>
          Object.entries(flows).map(([id, how]) =>
            flowTo(to, id, 10, `/delay/1?${id}`, { tls: how }),
          ),
        { on: { tls } },
      );
      await load.until(() => Object.keys(flows).every((id) => load.whole(id).length >= 1));
      for (const id of ["known", "any"])
        expect(load.whole(id)[0], id).toMatchObject({ good: load.whole(id)[0]?.offered });
      for (const id of ["unknown", "misnamed", "unnamed"])
        expect(load.whole(id)[0], id).toMatchObject({ error: load.whole(id)[0]?.offered });
      expect(new Set((await load.server.seen()).map(({ path }) => path))).toEqual(
        new Set(["/delay/1?known", "/delay/1?any"]),
      );
    });

    test.runIf(hasIpv6)("asks targets at IPv6 addresses", async ({ expect }) => {
      await using load = await begin((to) => [flowTo(to, "six", 20, "/delay/1")], {
        on: { host: "::1" },
      });
      await load.until(() => load.whole("six").length >= 1);
      expect(load.whole("six")[0]).toMatchObject({ good: load.whole("six")[0]?.offered });
    });
  });
}
