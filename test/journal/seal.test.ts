/**
 * A journal that nobody reads by looking: written, torn, continued, read with its key and made
 * plain.
 */
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { openJournal } from "../../src/journal/file-journal.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { isSealed, sealWith, type Seal } from "../../src/journal/seal.ts";
import { tailJournal } from "../../src/journal/tail-journal.ts";
import { unsealJournal } from "../../src/journal/unseal.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
const seal = sealWith(randomBytes(32));
let count = 0;
const fresh = (): string => join(folder, `${(count += 1)}.jsonl`);
const time = { clock: { wallMs: () => Date.UTC(2026, 10, 21), monoMs: () => 5 }, exMs: () => 7 };

async function written(
  file: string,
  texts: readonly string[],
  by: Seal | "none" = seal,
): Promise<void> {
  const journal = await openJournal(file, by === "none" ? time : { ...time, seal: by });
  for (const text of texts) journal.append({ type: "drill.note", data: { text } });
  await journal.settled();
  await journal.close();
}

async function read(file: string, by?: Seal): Promise<readonly GamedayEvent[]> {
  const events: GamedayEvent[] = [];
  for await (const event of readJournal(file, { verify: true, seal: by })) events.push(event);
  return events;
}

const textsOf = (events: readonly GamedayEvent[]): readonly string[] =>
  events.flatMap(({ type, data }) => (type === "drill.note" ? [data.text] : []));

describe("a sealed journal", () => {
  it("tells nothing to those who look, and all to who has the key", async () => {
    const file = fresh();
    await written(file, ["the answer is 42", "the answer is 42"]);
    const text = readFileSync(file, "utf8");
    expect(text).not.toMatch(/the answer|drill\.note|is 42/);
    const lines = text.trimEnd().split("\n");
    expect(lines.every(isSealed)).toBe(true);
    expect(new Set(lines).size).toBe(2);
    expect(textsOf(await read(file, seal))).toEqual(["the answer is 42", "the answer is 42"]);
    await expect(read(file)).rejects.toMatchObject({
      code: "GD-R006",
      message: "line 1 of the journal is sealed until its drill has ended",
    });
    await expect(read(file, sealWith(randomBytes(32)))).rejects.toMatchObject({
      code: "GD-R006",
      message: expect.stringContaining("another key"),
    });
  });

  it("is continued after a crash: a torn line is cut off, and nothing that was acknowledged", async () => {
    const file = fresh();
    await written(file, ["one", "two"]);
    appendFileSync(file, seal.close('{"never":"acknowledged"}').slice(0, 30));
    await written(file, ["three"]);
    expect(textsOf(await read(file, seal))).toEqual(["one", "two", "three"]);
    await expect(openJournal(file, time)).rejects.toMatchObject({
      code: "GD-R006",
      message: expect.stringContaining("is sealed"),
    });
  });

  it("is followed while it is written", async () => {
    const file = fresh();
    await written(file, ["one"]);
    const over = new AbortController();
    const seen: string[] = [];
    const sleep = async (): Promise<void> => written(file, ["two"]);
    for await (const event of tailJournal(file, 0, over.signal, { clock: { sleep }, seal })) {
      seen.push(...textsOf([event]));
      if (seen.length === 2) over.abort();
    }
    expect(seen).toEqual(["one", "two"]);
  });

  it("becomes the very file that a plain one would have been, also when half of it is plain already", async () => {
    const [plain, closed, half] = [fresh(), fresh(), fresh()];
    await written(plain, ["one", "zwei ✓", "three"], "none");
    await written(closed, ["one", "zwei ✓", "three"]);
    await written(half, ["one"], "none");
    await written(half, ["zwei ✓", "three"]);
    for (const file of [closed, half]) {
      await unsealJournal(file, seal);
      expect(readFileSync(file, "utf8")).toBe(readFileSync(plain, "utf8"));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await unsealJournal(file, seal);
      expect(readFileSync(file, "utf8")).toBe(readFileSync(plain, "utf8"));
    }
    expect(readdirSync(folder).filter((name) => name.endsWith(".plain"))).toEqual([]);
  });

  it("keeps a line that cannot be opened, for the reader to tell", async () => {
    const file = fresh();
    await written(file, ["one", "two"]);
    const [first = "", second = ""] = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, `${first}\n${second.slice(0, 40)}A${second.slice(41)}\n`);
    await unsealJournal(file, seal);
    expect(readFileSync(file, "utf8")).toContain('"one"');
    await expect(read(file)).rejects.toMatchObject({
      message: expect.stringContaining("line 2 of the journal is sealed"),
    });
    truncateSync(file, 0);
  });
});
