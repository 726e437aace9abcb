import { join } from "node:path";
import { openJournal } from "../../src/journal/file-journal.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { journalContract } from "../contract/journal.contract.ts";
import { gathered } from "../support/journal-texts.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let count = 0;

journalContract("a journal in a file", async (time) => {
  const file = join(folder, `${(count += 1)}.jsonl`);
  const journal = await openJournal(file, time);
  return { journal, read: () => gathered(readJournal(file, { verify: true })) };
});

journalContract("a journal in memory", (time) => {
  const journal = memoryJournal(time);
  return Promise.resolve({ journal, read: () => Promise.resolve(journal.events) });
});
