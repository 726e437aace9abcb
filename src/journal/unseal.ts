import { open, rename, rm } from "node:fs/promises";
import { syncFolder, wholeLines } from "./lines.ts";
import { isSealed, unsealed, type Seal } from "./seal.ts";

/**
 * Makes a sealed journal a plain one, whole or not at all; nothing happens to one that is plain.
 * Nothing may write to it meanwhile. A line that cannot be opened stays as it is, for readers to
 * report.
 */
export async function unsealJournal(file: string, seal: Seal): Promise<void> {
  const aside = `${file}.plain`;
  await rm(aside, { force: true });
  let was = false;
  const plain = await open(aside, "wx", 0o600);
  try {
    for await (const text of wholeLines(file)) {
      const lines = text.slice(0, -1).split("\n");
      was ||= lines.some(isSealed);
      const opened = lines.map((line) => {
        const found = unsealed(line, seal);
        return "line" in found ? found.line : line;
      });
      await plain.appendFile(`${opened.join("\n")}\n`);
    }
    await plain.datasync();
  } catch (error) {
    was = false;
    throw error;
  } finally {
    await plain.close();
    if (!was) await rm(aside, { force: true });
  }
  if (!was) return;
  await rename(aside, file);
  await syncFolder(file);
}
