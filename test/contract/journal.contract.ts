import { describe, expect, test } from "vitest";
import { encodeEvent } from "../../src/event/codec.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import {
  lineHash,
  noHash,
  record,
  type Journal,
  type JournalTime,
} from "../../src/journal/journal.ts";

export interface OpenedJournal {
  readonly journal: Journal;
  /** What a reader finds, once all is settled. */
  readonly read: () => Promise<readonly GamedayEvent[]>;
}

/** A clock that the test turns by hand. */
export function handClock(): JournalTime & { now: number } {
  const clock = {
    now: 0,
    clock: {
      monoMs: () => 5_000 + clock.now,
      wallMs: () => Date.UTC(2026, 10, 21, 19) + clock.now,
    },
    exMs: () => clock.now,
  };
  return clock;
}

/** What every journal does, whatever it writes to. */
export function journalContract(
  name: string,
  make: (time: JournalTime) => Promise<OpenedJournal>,
): void {
  describe(name, () => {
    test("stamps each event with a dense number, its times, its writer and who may see it", async () => {
      const time = handClock();
      const { journal } = await make(time);
      const first = journal.append({ type: "drill.note", data: { text: "hello" } });
      time.now = 1_234.56789;
      const second = journal.append({
        type: "fault.applied",
        data: { id: "surge" },
        at: 1_000,
        cause: 0,
        incident: "fast-frog",
        by: { id: "you", kind: "person", roles: ["tloc"] },
        sees: ["imoc"],
      });
      expect(first).toMatchObject({
        v: 1,
        seq: 0,
        wall: "2026-11-21T19:00:00.000Z",
        mono: 5_000,
        ex: 0,
        at: 0,
        by: { id: "engine" },
        sees: "all",
        type: "drill.note",
        data: { text: "hello" },
        prev: noHash,
      });
      expect(second).toMatchObject({
        seq: 1,
        wall: "2026-11-21T19:00:01.234Z",
        mono: 6_234.568,
        ex: 1_234.568,
        at: 1_000,
        cause: 0,
        incident: "fast-frog",
        by: { id: "you" },
        sees: ["imoc"],
      });
      await journal.close();
    });

    test("writes wall times as ISO 8601 in UTC, across seconds, minutes, days and clocks that jump back", async () => {
      let wall = 0;
      const { journal } = await make({
        clock: { monoMs: () => 0, wallMs: () => wall },
        exMs: () => 0,
      });
      for (const ms of [
        0,
        5,
        59_999,
        60_000,
        Date.UTC(2026, 11, 31, 23, 59, 59, 999),
        Date.UTC(2027, 0, 1),
        61_007,
        1_795_287_600_123.75,
        -1,
      ]) {
        wall = ms;
        expect(journal.append({ type: "drill.note", data: { text: "" } }).wall).toBe(
          new Date(Math.floor(ms)).toISOString(),
        );
      }
      await journal.close();
    });

    test("hides what players must find out, unless the writer says otherwise", async () => {
      const { journal } = await make(handClock());
      expect(journal.append({ type: "fault.applied", data: { id: "surge" } }).sees).toBe("truth");
      expect(
        journal.append({ type: "component.state", data: { component: "api/1", state: "running" } })
          .sees,
      ).toBe("all");
      expect(
        journal.append({ type: "component.state", data: { component: "api/1", state: "paused" } })
          .sees,
      ).toBe("truth");
      await journal.close();
    });

    test("gives back what was appended, in order, each with the hash of the line before", async () => {
      const time = handClock();
      const { journal, read } = await make(time);
      for (let i = 0; i < 500; i += 1) {
        time.now = i * 10;
        journal.append({
          type: "probe.sample",
          data: {
            signal: "threads",
            value: i % 7 === 0 ? null : i,
            unit: "",
            ...(i % 7 === 0 ? { error: 'no "answer" – Zeitüberschreitung\n🐸' } : {}),
          },
        });
      }
      await journal.settled();
      const events = await read();
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, i) => i));
      let prev = noHash;
      for (const event of events) {
        expect(event.prev).toBe(prev);
        prev = lineHash(encodeEvent(event));
      }
      expect(events[7]?.data).toEqual({
        signal: "threads",
        value: null,
        unit: "",
        error: 'no "answer" – Zeitüberschreitung\n🐸',
      });
      expect(journal.nextSeq).toBe(500);
      await journal.close();
    });

    test("record keeps the order of several writers at once", async () => {
      const { journal, read } = await make(handClock());
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          record(journal, [
            { type: "drill.note", data: { text: `a${i}` } },
            { type: "heal.started", data: { why: `b${i}` } },
          ]),
        ),
      );
      const texts = (await read()).map(({ data }) => {
        if ("text" in data) return data.text;
        return "why" in data ? data.why : "";
      });
      expect(texts).toEqual(Array.from({ length: 20 }, (_, i) => [`a${i}`, `b${i}`]).flat());
      await journal.close();
    });

    test("takes nothing after it was closed, and closes twice without complaint", async () => {
      const { journal } = await make(handClock());
      await journal.close();
      await journal.close();
      expect(() => journal.append({ type: "drill.note", data: { text: "late" } })).toThrow(
        "after close",
      );
    });
  });
}
