import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { decodeEvent, encodeEvent } from "../event/codec.ts";
import type { GamedayEvent } from "../event/event.ts";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import {
  lineHash,
  noHash,
  stamp,
  type Journal,
  type JournalEnd,
  type JournalTime,
} from "./journal.ts";
import { syncFolder } from "./lines.ts";
import { takeLock, type LockOptions } from "./lock.ts";
import { LineWriter } from "./line-writer.ts";
import { giveBack, keepRoom } from "./reserve.ts";
import { unsealed, type Seal } from "./seal.ts";

/** A journal on disk, which knows what must be read back from there. */
export interface FileJournal extends Journal {
  /** Of the last event that it took in. By the chain of hashes it stands for all of them. */
  readonly last: JournalEnd;
}

export interface JournalOptions extends JournalTime, LockOptions {
  /** Tests that write much may go without the disk's promise. */
  readonly fsync?: boolean;
  /** Closes each line on its way to the disk. */
  readonly seal?: Seal | undefined;
}

/**
 * Opens a journal for writing, as its one writer: a second one is refused with GD-R005. An existing
 * journal is continued after its last whole line; a torn one, which was never acknowledged, is cut
 * off.
 */
export async function openJournal(file: string, options: JournalOptions): Promise<FileJournal> {
  const lock = refusedDisk(file, () => takeLock(file, options));
  try {
    const handle = await open(
      file,
      constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
      0o600,
    ).then(async (created) => {
      await created.close();
      return await open(file, "r+");
    });
    return await continued(file, handle, { release: () => lock.release(), options }).catch(
      async (error: unknown) => {
        await handle.close();
        throw error;
      },
    );
  } catch (error) {
    lock.release();
    throw error instanceof GamedayError ? error : cannotWrite(file, error);
  }
}

async function continued(
  file: string,
  handle: FileHandle,
  more: { release: () => void; options: JournalOptions },
): Promise<FileJournal> {
  const end = await findEnd(file, handle, more.options.seal);
  await handle.truncate(end.bytes);
  // A journal that is continued is one whose drill died: these are its last words.
  if (end.seq === -1) {
    await keepRoom(file, more.options.fsync !== false);
    await syncFolder(file);
  } else {
    giveBack(file);
  }
  return journalOn(file, { handle, end, ...more });
}

/** Where its last whole line ends. */
interface End extends JournalEnd {
  readonly bytes: number;
}

function journalOn(
  file: string,
  opened: { handle: FileHandle; end: End; release: () => void; options: JournalOptions },
): FileJournal {
  const { handle, end, release, options } = opened;
  const writer = new LineWriter({
    position: end.bytes,
    write: async (bytes, position) => {
      for (let done = 0; done < bytes.length;)
        done += (await handle.write(bytes, done, bytes.length - done, position + done))
          .bytesWritten;
    },
    sync: options.fsync === false ? () => Promise.resolve() : () => handle.datasync(),
  });
  let { hash } = end;
  let nextSeq = end.seq + 1;
  let closed = false;
  const settled = (): Promise<void> =>
    writer.settled().catch((error: unknown) => {
      throw cannotWrite(file, error);
    });
  return {
    get nextSeq() {
      return nextSeq;
    },
    get last() {
      return { seq: nextSeq - 1, hash };
    },
    append: (input) => {
      if (closed) throw new Error(`file-journal: append of ${input.type} after close`);
      const event = { ...stamp(input, nextSeq, options), prev: hash } as GamedayEvent;
      const line = encodeEvent(event);
      hash = lineHash(line);
      nextSeq += 1;
      writer.push(options.seal?.close(line) ?? line);
      return event;
    },
    settled,
    lastWords: () => giveBack(file),
    close: async () => {
      if (closed) return;
      closed = true;
      giveBack(file);
      try {
        await settled();
      } finally {
        await handle.close();
        release();
      }
    },
  };
}

const blockBytes = 64 * 1024;

/**
 * Finds the end of the last whole line, reading backwards so that a long journal opens immediately.
 */
async function findEnd(file: string, handle: FileHandle, seal: Seal | undefined): Promise<End> {
  const { size } = await handle.stat();
  let tail = Buffer.alloc(0);
  for (let start = size; ;) {
    const end = tail.lastIndexOf(10);
    const before = end > 0 ? tail.lastIndexOf(10, end - 1) : -1;
    if (end !== -1 && (before !== -1 || start === 0))
      return endOf(file, { bytes: tail.subarray(before + 1, end), end: start + end + 1, seal });
    if (start === 0) return { bytes: 0, seq: -1, hash: noHash };
    const from = Math.max(0, start - blockBytes);
    const block = Buffer.alloc(start - from);
    await handle.read(block, 0, block.length, from);
    tail = Buffer.concat([block, tail]);
    start = from;
  }
}

function endOf(
  file: string,
  { bytes, end, seal }: { bytes: Buffer; end: number; seal: Seal | undefined },
): End {
  const found = unsealed(bytes.toString("utf8"), seal);
  const line = "line" in found ? found.line : "";
  const event = "line" in found ? decodeEvent(line) : found.mistake;
  if (typeof event === "string")
    throw new GamedayError(
      "GD-R006",
      `the last line of ${file} ${event}; nothing is added to a broken journal`,
      { hint: "keep a copy, delete that line and try again" },
    );
  return { bytes: end, seq: event.seq, hash: lineHash(line) };
}

function refusedDisk<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof GamedayError ? error : cannotWrite(file, error);
  }
}

function cannotWrite(file: string, cause: unknown): GamedayError {
  const reason = messageOf(cause);
  return new GamedayError("GD-E006", `cannot write the journal ${file}: ${reason}`, {
    hint: "free some space or choose another folder; what was acknowledged is safe",
    cause,
  });
}
