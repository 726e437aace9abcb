/**
 * Disk space reserved beside a journal, released when the disk is full and the drill's end must
 * still be recorded.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { open } from "node:fs/promises";

/** Enough to tell how a drill was healed, and for its report. Bytes. */
const reserveBytes = 1024 * 1024;

/**
 * Takes the room, for good when `sync`; of random bytes, because some file systems keep no others.
 * Rejects when there is none.
 */
export async function keepRoom(journal: string, sync: boolean): Promise<void> {
  const room = await open(reserveOf(journal), "w", 0o600);
  try {
    await room.writeFile(randomBytes(reserveBytes));
    if (sync) await room.datasync();
  } finally {
    await room.close();
  }
}

/** Gives the room back; nothing happens when it is gone. */
export function giveBack(journal: string): void {
  try {
    rmSync(reserveOf(journal), { force: true });
  } catch {
    // A file system that lets nothing go: then there is no more room.
  }
}

const reserveOf = (journal: string): string => `${journal}.reserve`;
