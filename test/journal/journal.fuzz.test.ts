/**
 * Journals as crashes, disks and hands leave them: the reader never crashes, accepts nothing that
 * it should not, and says where.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeEvent } from "../../src/event/codec.ts";
import type { EventInput, GamedayEvent } from "../../src/event/event.ts";
import { openJournal } from "../../src/journal/file-journal.ts";
import { lineHash } from "../../src/journal/journal.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import { handClock } from "../contract/journal.contract.ts";
import { fuzzRuns } from "../support/fuzz-runs.ts";
import { damage, damaged, linesOf } from "../support/damage.ts";
import { ownFolder } from "../support/own-folder.ts";

const file = join(ownFolder(), "events.jsonl");

/**
 * A journal with something of everything: nested data, text in several scripts, an incident, a
 * cause, faults and their undo.
 */
const inputs: readonly EventInput[] = [
  { type: "drill.phase", data: { phase: "up" } },
  {
    type: "component.state",
    data: { component: "api/1", state: "running", address: "127.1.1.1", port: 15_001, pid: 77 },
  },
  { type: "drill.note", data: { text: 'no "answer" – Zeitüberschreitung\n🐸 \u2028' } },
  { type: "drill.phase", data: { phase: "break" } },
  {
    type: "fault.armed",
    data: {
      fault: "pause",
      id: "freeze",
      target: "api/1",
      with: {},
      undo: { do: "resume", target: "api/1" },
    },
  },
  { type: "fault.applied", data: { id: "freeze" } },
  { type: "fault.verified", data: { id: "freeze", ok: true, evidence: "stopped" } },
  {
    type: "incident.declared",
    incident: "fast-frog",
    cause: 3,
    by: { id: "you", kind: "person", roles: ["tloc"] },
    data: { level: 1, name: "Fast Frog", text: "slow", deadlineEx: 900_000 },
  },
  {
    type: "note.added",
    incident: "fast-frog",
    by: { id: "you", kind: "person", roles: ["tloc"] },
    data: { text: "x".repeat(700) },
  },
  { type: "fault.undone", data: { id: "freeze", ok: true, evidence: "runs", why: "heal" } },
  { type: "heal.done", data: { residue: [], tookMs: 12 } },
  { type: "drill.phase", data: { phase: "over" } },
];
const time = handClock();
const journal = memoryJournal(time);
for (const input of inputs) {
  time.now += 137.5;
  journal.append(input);
}
const originals = journal.events.map((event) => encodeEvent(event));
const whole = Buffer.from(originals.map((line) => `${line}\n`).join(""));

const wrecks = fc.array(damage, { minLength: 1, maxLength: 4 });

interface Read {
  readonly events: readonly GamedayEvent[];
  readonly error: unknown;
}

async function reading(options: Parameters<typeof readJournal>[1]): Promise<Read> {
  const events: GamedayEvent[] = [];
  try {
    for await (const event of readJournal(file, options)) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

/** How many lines from the top are as they were written. */
function soundLines(lines: readonly Buffer[]): number {
  const firstBad = lines.findIndex((line, i) => line.toString("utf8") !== originals[i]);
  return firstBad === -1 ? lines.length : firstBad;
}

test(
  `${fuzzRuns(10_000)} wrecked journals: what verifying accepts is what was written, and it says where it is not`,
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(wrecks, async (wreck) => {
        const bytes = wreck.reduce(damaged, whole);
        writeFileSync(file, bytes);
        const lines = linesOf(bytes);
        const sound = soundLines(lines);
        const { events, error } = await reading({ verify: true });
        expect(events.slice(0, sound).map((event) => encodeEvent(event))).toEqual(
          originals.slice(0, sound),
        );
        // A line is vouched for by the next one: the first that was changed may pass, when it still
        // fits where it stands, and no second one.
        expect(events.length).toBeLessThanOrEqual(sound + 1);
        const beyond = events[sound];
        if (beyond !== undefined)
          expect([beyond.seq, beyond.prev]).toEqual([
            sound,
            sound === 0 ? "0".repeat(64) : lineHash(originals[sound - 1] ?? ""),
          ]);
        if (events.length === lines.length) expect(error).toBeUndefined();
        else expectPlace(error, lines.length, events.length + 1);
      }),
      { numRuns: fuzzRuns(10_000) },
    );
  },
);

test(
  `${fuzzRuns(10_000)} wrecked journals: healing reads every line that can be read, and hears of the others`,
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(wrecks, async (wreck) => {
        const bytes = wreck.reduce(damaged, whole);
        writeFileSync(file, bytes);
        const told: GamedayError[] = [];
        const { events, error } = await reading({ onBroken: (broken) => void told.push(broken) });
        expect(error).toBeUndefined();
        const lines = linesOf(bytes);
        for (const broken of told) expectPlace(broken, lines.length);
        // Whatever stands there unharmed is found, wherever it stands now.
        const found = new Set(events.map((event) => encodeEvent(event)));
        expect(
          lines.map(String).filter((line) => originals.includes(line) && !found.has(line)),
        ).toEqual([]);
        expect(events.length + told.length).toBeGreaterThanOrEqual(lines.length);
        const strict = await reading({});
        expect(strict.error === undefined).toBe(told.length === 0);
        expect(strict.events).toEqual(events.slice(0, strict.events.length));
        expect(strict.events.map(({ seq }) => seq)).toEqual(strict.events.map((_event, i) => i));
      }),
      { numRuns: fuzzRuns(10_000) },
    );
  },
);

test(
  `${fuzzRuns(2_000)} wrecked journals: a writer goes on after the last whole line or refuses, and changes nothing before`,
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(wrecks, async (wreck) => {
        const bytes = wreck.reduce(damaged, whole);
        writeFileSync(file, bytes);
        const lines = linesOf(bytes);
        const kept = bytes.subarray(
          0,
          lines.reduce((sum, line) => sum + line.length + 1, 0),
        );
        const writer = await openJournal(file, { ...handClock(), fsync: false }).catch(
          (error: unknown) => error,
        );
        if (writer instanceof GamedayError) {
          expect(writer.code).toBe("GD-R006");
          expect(readFileSync(file)).toEqual(bytes);
          return;
        }
        if (
          writer === undefined ||
          writer === null ||
          typeof writer !== "object" ||
          !("append" in writer)
        )
          throw writer;
        const { append, close } = writer as Awaited<ReturnType<typeof openJournal>>;
        append({ type: "drill.note", data: { text: "after the wreck" } });
        await close();
        expect(readFileSync(file).subarray(0, kept.length)).toEqual(kept);
        const { events } = await reading({ onBroken: () => {} });
        expect(events.at(-1)?.data).toEqual({ text: "after the wreck" });
        if (soundLines(lines) === lines.length)
          expect(await reading({ verify: true })).toMatchObject({
            events: { length: lines.length + 1 },
            error: undefined,
          });
      }),
      { numRuns: fuzzRuns(2_000) },
    );
  },
);

/** It is ours, and names a line of the file; the given one or the one before, when it is given. */
function expectPlace(error: unknown, lines: number, line?: number): void {
  expect(error).toBeInstanceOf(GamedayError);
  if (!(error instanceof GamedayError)) return;
  expect(error).toMatchObject({
    code: "GD-R006",
    place: { file, column: 1 },
    message: expect.stringMatching(/^line \d+ of the journal (is|has|does) /),
  });
  expect(error.place?.line).toBeGreaterThanOrEqual(1);
  expect(error.place?.line).toBeLessThanOrEqual(lines);
  if (line !== undefined) expect(error.place?.line).toBe(line);
}
