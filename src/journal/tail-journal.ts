import { open, type FileHandle } from "node:fs/promises";
import type { GamedayEvent } from "../event/event.ts";
import type { Clock } from "../kernel/clock.ts";
import { unreadable } from "./lines.ts";
import { lineReader, type ReadOptions } from "./read-journal.ts";

export interface TailOptions extends ReadOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** How often to look for more; milliseconds. */
  readonly everyMs?: number;
}

/**
 * Follows a journal that another process writes: events from the sequence number `from` on, until
 * the signal is aborted. Waits for a file that is not there yet.
 */
export async function* tailJournal(
  file: string,
  from: number,
  signal: AbortSignal,
  options: TailOptions,
): AsyncGenerator<GamedayEvent, void, undefined> {
  const lines = lineReader(file, options);
  const everyMs = options.everyMs ?? 200;
  let handle = await openIfThere(file);
  let block = Buffer.allocUnsafe(64 * 1024);
  try {
    for (let position = 0; !signal.aborted;) {
      handle ??= await openIfThere(file);
      const bytesRead =
        handle === undefined ? 0 : (await handle.read(block, 0, block.length, position)).bytesRead;
      // Only whole lines count as read: a writer that takes over cuts a torn one off and writes in
      // its place.
      const cut = block.subarray(0, bytesRead).lastIndexOf(10) + 1;
      position += cut;
      if (cut > 0) {
        const { events, broken } = lines.read(block.toString("utf8", 0, cut));
        for (const event of events) if (event.seq >= from) yield event;
        if (broken !== undefined) throw broken;
      } else if (bytesRead === block.length) {
        block = Buffer.allocUnsafe(block.length * 2);
      } else if (!(await slept(options.clock, everyMs, signal))) {
        return;
      }
    }
  } finally {
    await handle?.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}

async function slept(
  clock: Pick<Clock, "sleep">,
  ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
