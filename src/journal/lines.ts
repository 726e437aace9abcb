import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";

const blockBytes = 512 * 1024;
const lineBytesMax = 16 * 1024 * 1024;

/**
 * The file's text in pieces that end at a newline; what follows the last newline is torn and left
 * out.
 */
export async function* wholeLines(file: string): AsyncGenerator<string, void, undefined> {
  await using handle = await open(file, "r").catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const block = Buffer.allocUnsafe(blockBytes);
  let rest = Buffer.alloc(0);
  for (let position = 0; ;) {
    const { bytesRead } = await handle.read(block, 0, blockBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const bytes = block.subarray(0, bytesRead);
    const cut = bytes.lastIndexOf(10) + 1;
    if (cut > 0) yield Buffer.concat([rest, bytes.subarray(0, cut)]).toString("utf8");
    rest = cut > 0 ? Buffer.from(bytes.subarray(cut)) : Buffer.concat([rest, bytes]);
    if (rest.length > lineBytesMax)
      throw new GamedayError(
        "GD-R006",
        `${file} has a line of more than 16 MiB; this is no journal`,
      );
  }
}

/** A new file is only there for good when its folder is on disk too. */
export async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } catch {
    // Some file systems cannot sync a folder; then there is nothing more to do.
  } finally {
    await folder.close();
  }
}

/** The GD-R006 of a file that cannot be opened. */
export function unreadable(file: string, cause: unknown): GamedayError {
  const reason = messageOf(cause);
  return new GamedayError("GD-R006", `cannot read the journal ${file}: ${reason}`, {
    hint: "list the drills with: gameday status",
    cause,
  });
}
