/**
 * Random streams through random toxics that change under way: what arrives, how it ends, and what
 * is left. Toxiproxy 2.12.0 runs those that its defects leave alone.
 */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { findProxyServer, type ProxyChoice } from "../../src/proxy/find.ts";
import type { FaultProxy, ToxicSpec } from "../../src/proxy/proxy.ts";
import { pressure, roundTrips, share, type Pressure } from "./pressure.ts";
import { toxiproxyForTests } from "../support/toxiproxy.ts";
import { dial, pattern, upstream, within, type Upstream, type Wire } from "./wires.ts";

const full = process.env["GAMEDAY_FUZZ"] === "full";
const streams = full ? 1_000 : 60;
/** So many at the same time, each on a link of its own. */
const atOnce = 10;

type Stream = "upstream" | "downstream";

interface Programme {
  readonly toxics: readonly ToxicSpec[];
  readonly changes: readonly {
    readonly afterMs: number;
    readonly do: "add" | "remove" | "change";
    readonly toxic: ToxicSpec;
  }[];
  /** Bytes each way. */
  readonly up: number;
  readonly down: number;
  /** How the client stops: it ends and reads on, it resets, or the proxy is disabled. */
  readonly ending: "fin" | "reset" | "disable";
  /** The server ends only when it has seen the client's end. */
  readonly inTurn: boolean;
  /** The server reads for a while, then not, so often. */
  readonly pauses: number;
}

const way = fc.constantFrom<Stream>("upstream", "downstream");
const harmless: fc.Arbitrary<ToxicSpec> = fc.oneof(
  fc.record({
    type: fc.constant("latency" as const),
    stream: way,
    attributes: fc.record({
      latency: fc.integer({ min: 0, max: 60 }),
      jitter: fc.integer({ min: 0, max: 20 }),
    }),
  }),
  fc.record({
    type: fc.constant("bandwidth" as const),
    stream: way,
    attributes: fc.record({ rate: fc.integer({ min: 5_000, max: 100_000 }) }),
  }),
  fc.record({
    type: fc.constant("slicer" as const),
    stream: way,
    attributes: fc.record({
      average_size: fc.integer({ min: 2_000, max: 60_000 }),
      size_variation: fc.integer({ min: 0, max: 1_000 }),
      delay: fc.integer({ min: 0, max: 100 }),
    }),
  }),
  fc.record({
    type: fc.constant("slow_close" as const),
    stream: way,
    attributes: fc.record({ delay: fc.integer({ min: 0, max: 50 }) }),
  }),
  fc.record({ type: fc.constant("noop" as const), stream: way, attributes: fc.constant({}) }),
);
const lossy: fc.Arbitrary<ToxicSpec> = fc.oneof(
  fc.record({
    type: fc.constant("limit_data" as const),
    stream: way,
    attributes: fc.record({ bytes: fc.integer({ min: 0, max: 300_000 }) }),
  }),
  fc.record({
    type: fc.constant("timeout" as const),
    stream: way,
    attributes: fc.record({ timeout: fc.integer({ min: 1, max: 100 }) }),
  }),
  fc.record({
    type: fc.constant("reset_peer" as const),
    stream: way,
    attributes: fc.record({ timeout: fc.integer({ min: 0, max: 100 }) }),
  }),
);

const size = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: 0, max: 600_000 }),
  fc.constantFrom(65_535, 65_536, 262_144, 262_145),
);
const programme = (
  toxic: fc.Arbitrary<ToxicSpec>,
  ending: fc.Arbitrary<Programme["ending"]>,
  down: fc.Arbitrary<number>,
): fc.Arbitrary<Programme> =>
  fc.record({
    toxics: fc.array(toxic, { maxLength: 4 }),
    changes: fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 30 }),
        do: fc.constantFrom("add" as const, "remove" as const, "change" as const),
        toxic,
      }),
      { maxLength: 5 },
    ),
    up: size,
    down,
    ending,
    inTurn: fc.boolean(),
    pauses: fc.integer({ min: 0, max: 3 }),
  });

/** Nothing is lost, and both sides see the end. */
const clean = programme(harmless, fc.constant("fin"), size);
/**
 * One way only and nothing changed under way, since the original closes the way back with the way
 * there, and may wait 5 s for a change.
 */
const simple = programme(harmless, fc.constant("fin"), fc.constant(0)).map((made) => ({
  ...made,
  changes: [],
  inTurn: true,
}));
const rough = programme(
  fc.oneof(harmless, lossy),
  fc.constantFrom("fin", "fin", "reset", "disable"),
  size,
);

interface Outcome {
  readonly up: { readonly bytes: number; readonly whole: boolean };
  readonly down: { readonly bytes: number; readonly whole: boolean };
}

let links = 0;

/**
 * One stream through a link of its own to an upstream of its own, so that none takes another's
 * connection.
 */
async function perform({ launched }: Pressure, plan: Programme): Promise<Outcome> {
  const target = await upstream();
  try {
    return await through(launched.proxy, target, plan);
  } finally {
    await target.close();
  }
}

async function through(proxy: FaultProxy, target: Upstream, plan: Programme): Promise<Outcome> {
  const link = `l${(links += 1)}`;
  const { listen } = await proxy.createLink({ name: link, upstream: target.address });
  for (const [at, toxic] of plan.toxics.entries())
    await proxy.addToxic(link, { ...toxic, name: `t${at}` });
  const client = await dialled(listen);
  if (client === undefined) {
    await proxy.removeLink(link);
    return { up: { bytes: 0, whole: false }, down: { bytes: 0, whole: false } };
  }
  const [sentUp, sentDown] = [pattern(plan.up, links), pattern(plan.down, links + 1)];
  client.socket.write(sentUp);
  const far = await Promise.race([target.next(), client.closed.then(() => undefined)]);
  far?.socket.write(sentDown);
  const stalled = far === undefined ? Promise.resolve() : stall(far, plan.pauses);
  for (const [at, change] of plan.changes.entries()) {
    await sleep(change.afterMs);
    if (change.do === "add") await proxy.addToxic(link, { ...change.toxic, name: `c${at}` });
    else if (change.do === "remove")
      await proxy.removeToxic(link, `t${at % Math.max(1, plan.toxics.length)}`);
    else await proxy.addToxic(link, { ...change.toxic, name: `x${at}`, toxicity: 0.5 });
  }
  await stalled;
  if (plan.ending === "reset") client.socket.resetAndDestroy();
  else if (plan.ending === "disable") await proxy.setEnabled(link, false);
  else {
    client.socket.end();
    if (plan.inTurn) void far?.ended.then(() => far.socket.end());
    else far?.socket.end();
  }
  if (far !== undefined) await over([client, far], plan.ending);
  client.socket.destroy();
  far?.socket.destroy();
  await proxy.removeLink(link);
  return { up: compared(far, sentUp), down: compared(client, sentDown) };
}

/** A client, unless a toxic has reset it before this busy process could see it open. */
async function dialled(listen: string): Promise<Wire | undefined> {
  return dial(listen).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ECONNRESET") throw error;
    return undefined;
  });
}

async function stall({ socket }: Wire, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    socket.pause();
    await sleep(10);
    socket.resume();
    await sleep(5);
  }
}

/** Both sides have seen an end, or one is gone. What never ends is a connection that hangs. */
async function over(wires: readonly Wire[], ending: Programme["ending"]): Promise<void> {
  const ends = wires.map(({ ended, closed }) => Promise.race([ended, closed]));
  const seen = await within(Promise.all(ends), 60_000);
  if (seen === "late") throw new Error(`a connection hangs after ${ending}`);
}

function compared(wire: Wire | undefined, sent: Buffer): { bytes: number; whole: boolean } {
  const got = Buffer.concat(wire?.received ?? []);
  const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  // Never anything else than what was sent, in order.
  expect(hash(got)).toBe(hash(sent.subarray(0, got.length)));
  return { bytes: got.length, whole: got.length === sent.length };
}

/** Runs them all, some at the same time. */
async function runAll(
  server: Pressure,
  plans: readonly Programme[],
  judge: (plan: Programme, outcome: Outcome) => void,
): Promise<void> {
  const left = [...plans];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let plan = left.shift(); plan !== undefined; plan = left.shift()) {
        const outcome = await perform(server, plan).catch((error: unknown) => {
          throw new Error(
            `${error instanceof Error ? error.message : String(error)}: ${JSON.stringify(plan)}`,
            { cause: error },
          );
        });
        judge(plan, outcome);
      }
    }),
  );
}

async function original(): Promise<ProxyChoice | undefined> {
  const choice = await toxiproxyForTests();
  return choice.kind === "toxiproxy" ? choice : undefined;
}

const peer = await original();

describe("streams under random toxics", () => {
  test.each([
    ["nothing is lost where no toxic loses", clean, true],
    [
      "whatever is done to them, what arrives is what was sent, and every connection ends",
      rough,
      false,
    ],
  ] as const)(
    `${streams} streams: %s; memory, the event loop and descriptors are as before`,
    { timeout: 1_800_000 },
    async (_, arbitrary, whole) => {
      const server = await pressure(await findProxyServer({ explicit: "embedded" }));
      const quiet = await server.link("quiet", server.echo);
      await roundTrips(quiet, 50);
      const [descriptors, mib] = [await server.descriptors(), server.peakMib()];
      const watch = watching(quiet);
      await runAll(server, fc.sample(arbitrary, streams), (plan, outcome) => {
        if (whole)
          expect([outcome.up.whole, outcome.down.whole], JSON.stringify(plan)).toEqual([
            true,
            true,
          ]);
      });
      const waits = await watch.stop();
      await expect
        .poll(() => server.descriptors(), { timeout: 20_000 })
        .toBeLessThanOrEqual(descriptors);
      expect(server.peakMib() - mib).toBeLessThan(200);
      // A link that waits for others waits for seconds; this machine alone makes it wait for tens
      // of milliseconds.
      expect(share(waits, 0.5)).toBeLessThan(1_000);
      expect(await (await fetch(`${server.launched.proxy.api}/connections`)).json()).toHaveLength(
        0,
      );
    },
  );

  test.skipIf(peer === undefined)(
    `${streams / 2} streams arrive alike through ours and through Toxiproxy 2.12.0`,
    { timeout: 1_800_000 },
    async () => {
      const plans = fc.sample(simple, streams / 2);
      for (const choice of [undefined, peer]) {
        const server = await pressure(choice);
        await runAll(server, plans, (plan, { up }) =>
          expect(up.whole, `${choice?.kind ?? "embedded"} ${JSON.stringify(plan)}`).toBe(true),
        );
      }
    },
  );
});

/** Round trips on another link, one after the other, until it is stopped. */
function watching(listen: string): { readonly stop: () => Promise<readonly number[]> } {
  let on = true;
  const waits: number[] = [];
  const run = (async () => {
    while (on) {
      waits.push(...(await roundTrips(listen, 20)));
      await sleep(20);
    }
  })();
  const stop = async (): Promise<readonly number[]> => {
    on = false;
    await run;
    return waits.toSorted((a, b) => a - b);
  };
  onTestFinished(() => void stop());
  return { stop };
}
