import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openJournal } from "../../src/journal/file-journal.ts";
import type { JournalEnd } from "../../src/journal/journal.ts";
import { LineWriter } from "../../src/journal/line-writer.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { handClock } from "../contract/journal.contract.ts";
import { gathered, note, texts } from "../support/journal-texts.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let count = 0;
const fresh = (): string => join(folder, `f${(count += 1)}.jsonl`);

describe("reading back what was written", () => {
  const written = async (
    ...said: readonly string[]
  ): Promise<{ file: string; end: JournalEnd }> => {
    const file = fresh();
    const journal = await openJournal(file, handClock());
    for (const text of said) journal.append(note(text));
    await journal.close();
    return { file, end: journal.last };
  };

  test("a journal that ends as its writer ended it is read", async () => {
    for (const said of [[], ["one"], ["one", "two"]]) {
      const { file, end } = await written(...said);
      expect(end.seq).toBe(said.length - 1);
      expect(await gathered(readJournal(file, { end }))).toHaveLength(said.length);
    }
  });

  test("one that was cut, was exchanged for another as long, or had its last line changed is not", async () => {
    const [{ file, end }, other, shorter] = [
      await written("one", "two"),
      await written("one", "tow"),
      await written("one"),
    ];
    const edited = fresh();
    writeFileSync(edited, readFileSync(file, "utf8").replace("two", "2"));
    for (const each of [other.file, shorter.file, edited])
      await expect(gathered(readJournal(each, { end }))).rejects.toMatchObject({
        code: "GD-R006",
        message: expect.stringContaining("is not the one that this command wrote"),
      });
    await expect(gathered(readJournal(edited))).resolves.toHaveLength(2);
  });
});

describe("continuing", () => {
  test("goes on after the last whole line, with its number and its hash", async () => {
    const file = fresh();
    const first = await openJournal(file, handClock());
    for (let i = 0; i < 300; i += 1) first.append(note(`${i} ${"é".repeat(i * 5)}`));
    await first.close();
    const second = await openJournal(file, handClock());
    expect(second.nextSeq).toBe(300);
    second.append(note("more"));
    await second.close();
    expect((await texts(file)).length).toBe(301);
  });

  test("cuts off a torn last line, wherever it is torn", async () => {
    const file = fresh();
    const journal = await openJournal(file, handClock());
    journal.append(note("one"));
    await journal.settled();
    const { size } = statSync(file);
    journal.append(note("two 🐸"));
    await journal.close();
    const whole = readFileSync(file);
    for (let cut = size; cut < whole.length; cut += 7) {
      writeFileSync(file, whole.subarray(0, cut));
      const again = await openJournal(file, { ...handClock(), fsync: false });
      again.append(note("three"));
      await again.close();
      expect(await texts(file)).toEqual(["one", "three"]);
    }
  });

  test("a file that holds only a torn line starts anew", async () => {
    const file = fresh();
    writeFileSync(file, `{"v":1,"seq":0${" ".repeat(2_000)}`);
    const journal = await openJournal(file, handClock());
    expect(journal.append(note("first")).seq).toBe(0);
    await journal.close();
    expect(await texts(file)).toEqual(["first"]);
    expect(readFileSync(file, "utf8")).toMatch(/}\n$/);
  });

  test("nothing is added to a journal whose last line is broken", async () => {
    const file = fresh();
    writeFileSync(file, "not a journal\n");
    const openFiles = (): number =>
      existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;
    const before = openFiles();
    await expect(openJournal(file, handClock())).rejects.toMatchObject({ code: "GD-R006" });
    expect(openFiles()).toBe(before);
    expect(readFileSync(file, "utf8")).toBe("not a journal\n");
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

describe("a disk that refuses", () => {
  test("a folder that cannot be written is GD-E006", async () => {
    await expect(
      openJournal(join(folder, "missing", "events.jsonl"), handClock()),
    ).rejects.toMatchObject({ code: "GD-E006" });
    mkdirSync(join(folder, "taken.jsonl"));
    await expect(openJournal(join(folder, "taken.jsonl"), handClock())).rejects.toMatchObject({
      code: "GD-E006",
    });
  });

  test("a full disk is reported to those who wait, and the lines are written once there is room", async () => {
    const disk = { bytes: Buffer.alloc(0), full: false };
    const writer = new LineWriter({
      position: 0,
      write: (bytes, position) => {
        // A full disk takes half of what it is given.
        const taken = disk.full ? bytes.subarray(0, bytes.length / 2) : bytes;
        disk.bytes = Buffer.concat([disk.bytes.subarray(0, position), taken]);
        return disk.full
          ? Promise.reject(new Error("ENOSPC: no space left on device"))
          : Promise.resolve();
      },
      sync: () => Promise.resolve(),
    });
    writer.push("a");
    await writer.settled();
    disk.full = true;
    writer.push("bbbb");
    await expect(writer.settled()).rejects.toThrow("ENOSPC");
    writer.push("c");
    await expect(writer.settled()).rejects.toThrow("ENOSPC");
    expect(disk.bytes.toString()).toMatch(/^a\n/);
    disk.full = false;
    await writer.settled();
    expect(disk.bytes.toString()).toBe("a\nbbbb\nc\n");
  });

  test("after a failed sync nothing is promised any more", async () => {
    let fails = true;
    const writer = new LineWriter({
      position: 0,
      write: () => Promise.resolve(),
      sync: () => (fails ? Promise.reject(new Error("EIO")) : Promise.resolve()),
    });
    writer.push("a");
    await expect(writer.settled()).rejects.toThrow("EIO");
    fails = false;
    await expect(writer.settled()).rejects.toThrow("EIO");
  });

  test("many who wait at once share one sync", async () => {
    let syncs = 0;
    const writer = new LineWriter({
      position: 0,
      write: () => Promise.resolve(),
      sync: () => Promise.resolve(void (syncs += 1)),
    });
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => (writer.push(String(i)), writer.settled())),
    );
    expect(syncs).toBeLessThan(5);
  });
});

describe("reading", () => {
  async function journalOf(...lines: readonly string[]): Promise<string> {
    const file = fresh();
    const journal = await openJournal(file, { ...handClock(), fsync: false });
    for (const line of lines) journal.append(note(line));
    await journal.close();
    return file;
  }

  test("a torn last line is not there yet", async () => {
    const file = await journalOf("one", "two");
    truncateSync(file, statSync(file).size - 3);
    expect(await texts(file)).toEqual(["one"]);
  });

  test("a broken line in the middle is told with file and line", async () => {
    const file = await journalOf("one", "two", "three");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [lines[0], '{"v":1,"seq":1', lines[2], ""].join("\n"));
    await expect(texts(file)).rejects.toMatchObject({
      code: "GD-R006",
      message: "line 2 of the journal is not JSON",
      place: { file, line: 2, column: 1 },
    });
    const before: number[] = [];
    await expect(async () => {
      for await (const { seq } of readJournal(file)) before.push(seq);
    }).rejects.toMatchObject({ code: "GD-R006" });
    expect(before).toEqual([0]);
  });

  test("healing reads what can be read and hears of each gap once", async () => {
    const file = await journalOf("one", "two", "three", "four");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [lines[0], "\u0000\u0000", lines[2], lines[3], ""].join("\n"));
    const told: string[] = [];
    const events = await gathered(
      readJournal(file, { onBroken: ({ message }) => told.push(message) }),
    );
    expect(events.map(({ seq }) => seq)).toEqual([0, 2, 3]);
    expect(told).toEqual([
      "line 2 of the journal is not JSON",
      "line 3 of the journal has sequence number 2 where 1 was due",
    ]);
  });

  test("a changed line breaks the chain, and verifying finds it", async () => {
    const file = await journalOf("one", "two", "three");
    writeFileSync(file, readFileSync(file, "utf8").replace('"two"', '"TWO"'));
    expect(await gathered(readJournal(file))).toHaveLength(3);
    await expect(texts(file)).rejects.toMatchObject({ code: "GD-R006", place: { line: 3 } });
  });

  test("a line that was taken out is noticed without verifying", async () => {
    const file = await journalOf("one", "two", "three");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [lines[0], lines[2], ""].join("\n"));
    await expect(gathered(readJournal(file))).rejects.toMatchObject({
      message: "line 2 of the journal has sequence number 2 where 1 was due",
    });
  });

  test("characters that lie across two reads stay whole", async () => {
    const long = "🐸é".repeat(60_000);
    const file = await journalOf("a", long, "b", long, long);
    expect(await texts(file)).toEqual(["a", long, "b", long, long]);
  });

  test("a file that is not there is GD-R006", async () => {
    await expect(texts(join(folder, "none.jsonl"))).rejects.toMatchObject({ code: "GD-R006" });
  });

  test("an empty journal has no events, and what is appended by hand is read", async () => {
    const file = await journalOf();
    expect(await texts(file)).toEqual([]);
    appendFileSync(file, "garbage");
    expect(await texts(file)).toEqual([]);
  });
});
