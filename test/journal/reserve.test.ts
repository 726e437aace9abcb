import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal } from "../../src/journal/file-journal.ts";
import { handClock } from "../contract/journal.contract.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
const file = join(folder, "events.jsonl");
const reserve = `${file}.reserve`;

test("a journal keeps a megabyte of the disk for its last words, and gives it back for them", async () => {
  const journal = await openJournal(file, handClock());
  expect(statSync(reserve).size).toBe(1024 * 1024);
  journal.append({ type: "drill.note", data: { text: "all is well" } });
  journal.lastWords();
  expect(existsSync(reserve)).toBe(false);
  journal.lastWords();
  journal.append({ type: "drill.note", data: { text: "the end" } });
  await journal.close();
  expect(readdirSync(folder)).toEqual(["events.jsonl"]);
});

test("whoever continues a dead drill's journal writes its last words, and leaves no reserve behind", async () => {
  const dead = join(folder, "dead.jsonl");
  const journal = await openJournal(dead, handClock());
  journal.append({ type: "drill.note", data: { text: "all is well" } });
  await journal.settled();
  await journal.close();
  // What a kill leaves beside the journal.
  writeFileSync(`${dead}.reserve`, "room");
  const again = await openJournal(dead, handClock());
  expect(existsSync(`${dead}.reserve`)).toBe(false);
  await again.close();
});
