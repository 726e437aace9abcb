/**
 * The built-in driver against a server of every manner: each request ends in exactly one book, the
 * right one; nothing hangs, nothing throws, no socket stays.
 */
import type { LoadBin } from "../../src/event/load.ts";
import { expect, onTestFinished, test } from "vitest";
import { builtinDriver } from "../../src/load/builtin.ts";
import type { LoadFlow } from "../../src/load/load.ts";
import { hrMs } from "../fixtures/load-server.ts";
import { manners } from "./odd-manners.ts";
import { startOddServer, type OddServer } from "./odd-server.ts";

const full = process.env["GAMEDAY_FUZZ"] === "full";
/** How often each manner is met. */
const meetings = full ? 300 : 12;
const perSecond = full ? 5 : 6;
const often = (name: string): number => (manners[name]?.heavy === true ? 0.2 : 1);
const seed = process.env["GAMEDAY_FUZZ_SEED"] ?? "7f3a";

/** Manners whose timeouts are waited for; all others have time enough on any machine. */
const endless = (name: string): boolean => name.startsWith("never");

/**
 * Each manner has connections of its own, but those that go well share theirs: an answer must reach
 * who asked for it.
 */
function flowOf(server: OddServer, name: string): LoadFlow {
  const timeoutMs = endless(name) ? 1_000 : 240_000;
  const step = {
    method: "GET",
    path: `/${name}/{number}`,
    headers: {},
    body: undefined,
    timeoutMs,
    expectStatus: 200,
    underMs: timeoutMs,
    ...manners[name]?.step,
  } as const;
  const sharing = ["plain", "chunks", "posted", "interim", "empty204", "longHead"].includes(name);
  return {
    id: name,
    perSecond: perSecond * often(name),
    users: 10,
    vars: { number: { from: 1, to: 1e12 } },
    to: [server],
    steps: [step],
    ...(!sharing && { connections: { max: 200 } }),
  };
}

/** Sends until every manner was met often enough, and waits until every request has ended. */
async function meetAll(server: OddServer): Promise<ReadonlyMap<string, LoadBin>> {
  const total = new Map<string, LoadBin>();
  const quiet = new Map<string, number>();
  const [enough, over, broke] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
    Promise.withResolvers<never>(),
  ];
  const names = Object.keys(manners);
  const onBin = (bin: LoadBin): void => {
    const before = total.get(bin.flow);
    const sum = { ...bin };
    for (const key of [
      "offered",
      "good",
      "slow",
      "error",
      "timeout",
      "unsent",
      "rejected",
    ] as const)
      sum[key] += before?.[key] ?? 0;
    total.set(bin.flow, sum);
    quiet.set(bin.flow, bin.offered > 0 ? 0 : (quiet.get(bin.flow) ?? 0) + 1);
    if (names.every((name) => (total.get(name)?.offered ?? 0) >= meetings * often(name)))
      enough.resolve();
    if (names.every((name) => (quiet.get(name) ?? 0) >= 2)) over.resolve();
  };
  const run = await builtinDriver().start({
    flows: names.map((name) => flowOf(server, name)),
    seed,
    originMonoMs: hrMs(),
    onBin,
    onError: broke.reject,
  });
  onTestFinished(() => run.stop());
  await Promise.race([enough.promise, broke.promise]);
  quiet.clear();
  for (const name of names) run.setRate(name, 0);
  await Promise.race([over.promise, broke.promise]);
  await run.stop();
  return total;
}

test(
  "every request ends once, as what was done to it, whatever the server does",
  { timeout: 600_000 },
  async () => {
    const server = await startOddServer(seed);
    onTestFinished(() => server.close());
    const total = await meetAll(server);
    for (const [name, bin] of total) {
      const want = server.expected(name);
      const { offered, good, slow, error, timeout, unsent, rejected } = bin;
      const shown = `${name} (seed ${seed}): ${JSON.stringify({ want, offered, good, slow, error, timeout, unsent, rejected })}`;
      expect(good + error + timeout + unsent, shown).toBe(offered);
      expect(slow + rejected, shown).toBe(0);
      // On a machine that is short of CPU the generator may be full, and what ends by its timeout
      // may do so before it has come.
      if (endless(name)) {
        expect(good + error, shown).toBe(0);
        expect(want.timeout > 0 && want.timeout <= offered, shown).toBe(true);
        continue;
      }
      expect(timeout, shown).toBe(0);
      expect(want.good + want.error + want.either, shown).toBe(offered - unsent);
      expect(good >= want.good && good <= want.good + want.either, shown).toBe(true);
      expect(error >= want.error && error <= want.error + want.either, shown).toBe(true);
    }
    await server.empty();
  },
);
