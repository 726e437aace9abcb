/**
 * The file of one drill, `actions/<drill>.jsonl` beside the runs: appended to by one command at a
 * time, under a lock that readers do not take. Nothing in it is ever changed.
 */
import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Actor } from "../event/actor.ts";
import { isoTime, lineHash, noHash } from "../journal/journal.ts";
import { syncFolder } from "../journal/lines.ts";
import { waitForLock } from "../journal/lock.ts";
import type { Clock } from "../kernel/clock.ts";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import { decodeReviewEvent, type ReviewEvent, type ReviewInput } from "./event.ts";
import { evolve, type ReviewState } from "./state.ts";

/** Where the actions of the runs in a folder are: `reports/actions` beside `reports/runs`. */
export function actionsFolder(runs: string): string {
  return basename(runs) === "runs" ? join(dirname(runs), "actions") : join(runs, "actions");
}

/** The file of the drill with that run folder. */
export function actionsFile(runFolder: string): string {
  return join(actionsFolder(dirname(runFolder)), `${basename(runFolder)}.jsonl`);
}

/** What a file says, and where its last whole line ends. */
interface Read {
  readonly events: readonly ReviewEvent[];
  readonly hash: string;
  readonly bytes: number;
  /** The last line lacks its newline, as an editor may leave it. */
  readonly unended: boolean;
}

/** All events of a file, in order; none when there is no file. GD-R007 with the place of a broken line. */
export function readReviewEvents(file: string): readonly ReviewEvent[] {
  return readFile(file).events;
}

/** The state that a file leads to; undefined when there is none. */
export function readReview(file: string): ReviewState | undefined {
  return folded(readReviewEvents(file));
}

const folded = (events: readonly ReviewEvent[]): ReviewState | undefined =>
  events.reduce<ReviewState | undefined>(evolve, undefined);

/** Milliseconds: appending takes a few. */
const patienceMs = 20_000;
/** A lock of another host counts for so long, milliseconds. */
const elsewhereForMs = 60_000;

/**
 * Appends what `decide` makes of the state at that time; nothing else is written meanwhile. What
 * `decide` throws leaves the file as it is.
 */
export async function appendReview(
  file: string,
  { clock, by }: { readonly clock: Clock; readonly by: Actor },
  decide: (state: ReviewState | undefined) => readonly ReviewInput[],
): Promise<ReviewState | undefined> {
  const lock = await writable(file, async () => {
    mkdirSync(dirname(file), { recursive: true });
    return waitForLock(file, clock, patienceMs, { elsewhereForMs });
  });
  try {
    const before = readFile(file);
    const inputs = decide(folded(before.events));
    if (inputs.length === 0) return folded(before.events);
    const { events, text } = stamped(inputs, before, isoTime(clock.wallMs()), by);
    await writable(file, async () => {
      write(file, before, text);
      await syncFolder(file);
    });
    return folded([...before.events, ...events]);
  } finally {
    lock.release();
  }
}

function stamped(
  inputs: readonly ReviewInput[],
  { events: { length }, hash, unended }: Read,
  wall: string,
  by: Actor,
): { events: readonly ReviewEvent[]; text: string } {
  let prev = hash;
  const events: ReviewEvent[] = [];
  let text = unended ? "\n" : "";
  for (const { type, data, by: own = by } of inputs) {
    const event = {
      v: 1,
      seq: length + events.length,
      wall,
      by: own,
      type,
      data,
      prev,
    } as ReviewEvent;
    const line = JSON.stringify(event);
    prev = lineHash(line);
    events.push(event);
    text += `${line}\n`;
  }
  return { events, text };
}

/** A torn line, which was never acknowledged, is written over; a failed write leaves none. */
function write(file: string, { bytes }: Read, text: string): void {
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    ftruncateSync(handle, bytes);
    const all = Buffer.from(text, "utf8");
    try {
      for (let done = 0; done < all.length;)
        done += writeSync(handle, all, done, all.length - done, bytes + done);
      fsyncSync(handle);
    } catch (error) {
      ftruncateSync(handle, bytes);
      throw error;
    }
  } finally {
    closeSync(handle);
  }
}

function readFile(file: string): Read {
  const text = textOf(file);
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  const events: ReviewEvent[] = [];
  let hash = noHash;
  const take = (line: string): string | undefined => {
    const event = decodeReviewEvent(line);
    const mistake = typeof event === "string" ? event : outOfLine(event, events.length, hash);
    if (mistake !== undefined || typeof event === "string") return mistake;
    events.push(event);
    hash = lineHash(line);
    return undefined;
  };
  for (const [index, line] of lines.entries()) {
    const mistake = take(line);
    if (mistake !== undefined) throw broken(file, index + 1, line, mistake);
  }
  const unended = rest !== "" && take(rest) === undefined;
  const whole = unended ? text : text.slice(0, text.length - rest.length);
  return { events, hash, unended, bytes: Buffer.byteLength(whole, "utf8") };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw new GamedayError("GD-R007", `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function outOfLine(
  { type, seq, prev }: ReviewEvent,
  due: number,
  hash: string,
): string | undefined {
  if (seq !== due) return `has sequence number ${seq} where ${due} was due`;
  if (prev !== hash)
    return "does not follow from the line before: one of them was changed or removed";
  if ((type === "log.begun") !== (due === 0))
    return due === 0 ? "does not say which drill it is of" : "begins the file a second time";
  return undefined;
}

function broken(file: string, line: number, source: string, mistake: string): GamedayError {
  return new GamedayError("GD-R007", `line ${line} of the actions file ${mistake}`, {
    place: { file, line, column: 1, source: source.slice(0, 120) },
    hint:
      "nothing was written; undo the change to that line, restore the file from a copy, or move it " +
      "aside to begin again: the journal is not affected",
  });
}

async function writable<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof GamedayError) throw error;
    throw new GamedayError("GD-E006", `cannot write ${file}: ${messageOf(error)}`, {
      hint: "free some space or check the folder's permissions, then try again",
      cause: error,
    });
  }
}
