import { expect, test } from "vitest";
import type { EventData, GamedayEvent } from "../../src/event/event.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import { sample } from "../../src/engine/sampler.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import type { Probe, ProbeWorld, Reading } from "../../src/probe/probe.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";
import { testPlan } from "../support/event-builder.ts";

const { signals } = testPlan({
  signals: { decisions: { probe: "decisions", unit: "/s" } },
}).scenario;

/** When something was written down of a reading each second, with a pause from 10 to 20 s. */
const times = async (forMs: number): Promise<readonly number[]> =>
  (await samples(7, forMs)).map(({ at }) => Math.round(at / 1_000));

/** What the journal holds of one reading. */
const told = async (reading: Reading): Promise<EventData["probe.sample"] | undefined> =>
  (await samples(reading, 500))[0]?.data;

async function samples(
  reading: Reading,
  forMs: number,
): Promise<readonly Extract<GamedayEvent, { type: "probe.sample" }>[]> {
  const clock = virtualClock(0);
  const journal = memoryJournal({ clock, exMs: () => clock.monoMs() });
  const stop = new AbortController();
  const probe = {
    open: () => ({ read: () => reading, close: async () => {} }),
  } as unknown as Probe<unknown>;
  await clock.run(
    (async () => {
      const sampling = sample(
        signals,
        new Map([["decisions", probe]]),
        {} as ProbeWorld,
        new Recorder(journal),
        {
          clock,
          paused: () => clock.monoMs() >= 10_000 && clock.monoMs() < 20_000,
          signal: stop.signal,
        },
      );
      await clock.sleep(forMs);
      stop.abort();
      await sampling;
    })(),
  );
  return journal.events.filter((event) => event.type === "probe.sample");
}

test("a reading by key is written down with its sum, and with the largest keys alone", async () => {
  expect(await told({ keys: { acme: 31, bolt: 4 } })).toEqual({
    signal: "decisions",
    unit: "/s",
    value: 35,
    keys: { acme: 31, bolt: 4 },
  });
  const many = await told({
    keys: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`token-${i}`, i])),
  });
  expect(many?.value).toBe(499_500);
  expect(Object.keys(many?.keys ?? {})).toHaveLength(32);
  expect(many?.keys?.["token-999"]).toBe(999);
});

test("a number and a word are written down as they are", async () => {
  expect([await told(7), await told("db-a"), await told(null)]).toMatchObject([
    { value: 7 },
    { value: "db-a" },
    { value: null },
  ]);
});

test("nothing is read while the drill stands still, and the first reading after it does not count", async () => {
  expect(await times(23_500)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 22, 23]);
});
