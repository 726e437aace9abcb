import { expect, test } from "vitest";
import type { EventData } from "../../src/event/event.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import { sample } from "../../src/engine/sampler.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import type { Probe, ProbeWorld, Reading } from "../../src/probe/probe.ts";
import { virtualClock } from "../../src/runtime/sim/virtual-clock.ts";
import { testPlan } from "../event-builder.ts";

const { signals } = testPlan({ signals: { decisions: { probe: "decisions", unit: "/s" } } }).scenario;

/** What the journal holds of one reading. */
async function told(reading: Reading): Promise<EventData["probe.sample"] | undefined> {
  const clock = virtualClock(0);
  const journal = memoryJournal({ clock, exMs: () => clock.monoMs() });
  const stop = new AbortController();
  const probe = { open: () => ({ read: () => reading, close: async () => {} }) } as unknown as Probe<unknown>;
  await clock.run((async () => {
    const sampling = sample(signals, new Map([["decisions", probe]]), {} as ProbeWorld, new Recorder(journal), clock, stop.signal);
    await clock.sleep(500);
    stop.abort();
    await sampling;
  })());
  return journal.events.find((event) => event.type === "probe.sample")?.data;
}

test("a reading by key is written down with its sum, and with the largest keys alone", async () => {
  expect(await told({ keys: { acme: 31, bolt: 4 } })).toEqual({ signal: "decisions", unit: "/s", value: 35, keys: { acme: 31, bolt: 4 } });
  const many = await told({ keys: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`token-${i}`, i])) });
  expect(many?.value).toBe(499_500);
  expect(Object.keys(many?.keys ?? {})).toHaveLength(32);
  expect(many?.keys?.["token-999"]).toBe(999);
});

test("a number and a word are written down as they are", async () => {
  expect([await told(7), await told("db-a"), await told(null)]).toMatchObject([{ value: 7 }, { value: "db-a" }, { value: null }]);
});
