/**
 * A thousand flows in one driver, with rates that change: each keeps its own schedule and its own
 * books, to the request.
 */
import type { LoadBin } from "../../src/event/load.ts";
import { expect, test } from "vitest";
import { stream } from "../../src/kernel/random.ts";
import { builtinDriver } from "../../src/load/builtin.ts";
import { drawValues } from "../../src/load/journey.ts";
import type { LoadFlow } from "../../src/load/load.ts";
import { hrMs, startLoadServer } from "../fixtures/load-server.ts";

const seed = "7f3a";
const count = 1_000;
const flowOf = (n: number, port: number): LoadFlow => ({
  id: `f${n}`,
  perSecond: 1 + (n % 2),
  users: 50,
  vars: { id: { from: 1, to: 1e9 } },
  to: [{ host: "127.0.0.1", port }],
  steps: [
    {
      method: "GET",
      path: `/status/200?flow=f${n}&user={user}&id={id}`,
      headers: {},
      body: undefined,
      timeoutMs: 60_000,
      expectStatus: 200,
      underMs: 60_000,
    },
  ],
});

/** Bins by flow, and a way to wait until they show something. */
function watching(): {
  onBin: (bin: LoadBin) => void;
  of: (flow: string) => readonly LoadBin[];
  until: (satisfied: () => boolean) => Promise<void>;
} {
  const byFlow = new Map<string, LoadBin[]>();
  let look = (): void => undefined;
  return {
    onBin(bin) {
      byFlow.set(bin.flow, [...(byFlow.get(bin.flow) ?? []), bin]);
      look();
    },
    of: (flow) => byFlow.get(flow) ?? [],
    until(satisfied) {
      const { promise, resolve } = Promise.withResolvers<void>();
      look = () => void (satisfied() && resolve());
      look();
      return promise;
    },
  };
}

test("a thousand flows whose rates change send exactly what their seeds and rates say, and every request is in one book", async () => {
  const server = await startLoadServer();
  const books = watching();
  const broken = Promise.withResolvers<never>();
  const flows = Array.from({ length: count }, (_, n) => flowOf(n, server.port));
  const run = await builtinDriver({ maxInFlight: 1e6 }).start({
    flows,
    seed,
    originMonoMs: hrMs(),
    onBin: books.onBin,
    onError: broken.reject,
  });
  const until = (satisfied: () => boolean): Promise<void> =>
    Promise.race([books.until(satisfied), broken.promise]);
  /** The last two seconds that each flow has delivered are at its rate. */
  const steady = (rate: (n: number) => number): Promise<void> =>
    until(() =>
      flows.every(({ id }, n) => {
        const last = books.of(id).slice(-2);
        return last.length === 2 && last.every(({ offered }) => Math.abs(offered - rate(n)) <= 1);
      }),
    );
  const change = (rate: (n: number) => number): void => {
    for (const [n, { id }] of flows.entries()) run.setRate(id, rate(n));
  };

  await steady((n) => 1 + (n % 2));
  change((n) => n % 4);
  await steady((n) => n % 4);
  // Nothing is left on its way then, so the books must be complete.
  change(() => 0);
  await until(() =>
    flows.every(({ id }) =>
      books
        .of(id)
        .slice(-2)
        .every((bin) => bin.offered === 0),
    ),
  );
  await run.stop();

  const arrived = Map.groupBy(
    (await server.seen()).map(({ path }) => new URLSearchParams(path.split("?")[1])),
    (query) => query.get("flow") ?? "",
  );
  for (const flow of flows) {
    const bins = books.of(flow.id);
    const seconds = bins.map(({ second }) => second);
    expect(seconds).toEqual(seconds.map((_, i) => (seconds[0] ?? 0) + i));
    for (const bin of bins) expect(bin).toMatchObject({ good: bin.offered, unsent: 0 });
    const seen = (arrived.get(flow.id) ?? []).map(
      (query) => `${query.get("user")} ${query.get("id")}`,
    );
    expect(seen.length).toBe(bins.reduce((sum, { offered }) => sum + offered, 0));
    expect(seen.toSorted()).toEqual(drawn(flow, seen.length).toSorted());
  }
  await server.close();
});

/** The first journeys of a flow, as its seed has them. */
function drawn(flow: LoadFlow, journeys: number): string[] {
  const random = stream(seed, `load/${flow.id}`);
  // The phase of its schedule.
  random.next();
  return Array.from({ length: journeys }, () => {
    const { user, values } = drawValues(flow, random);
    return `${user} ${String(values["id"])}`;
  });
}
