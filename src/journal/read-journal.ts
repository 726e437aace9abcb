import { decodeEvent } from "../event/codec.ts";
import type { GamedayEvent } from "../event/event.ts";
import { GamedayError } from "../kernel/error.ts";
import { lineHash, noHash, type JournalEnd } from "./journal.ts";
import { wholeLines } from "./lines.ts";
import { unsealed, type Seal } from "./seal.ts";

export interface ReadOptions {
  /** Check the hash chain too; a third slower. */
  readonly verify?: boolean;
  /**
   * How its writer ended it: a journal that ends otherwise, or was exchanged for another, is
   * GD-R006 at its end. Verifies.
   */
  readonly end?: JournalEnd | undefined;
  /**
   * Called with each broken line, which is then skipped (default: the first one is thrown). Healing
   * reads what can be read.
   */
  readonly onBroken?: (error: GamedayError) => void;
  /** Opens the lines of a drill that still goes on, or died. */
  readonly seal?: Seal | undefined;
}

/**
 * Streams a journal's events in order, with flat memory. A torn last line is not there yet; a
 * broken one in the middle is GD-R006 with its place.
 */
export async function* readJournal(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<GamedayEvent, void, undefined> {
  for await (const events of readJournalInBatches(file, options)) yield* events;
}

/** As `readJournal`, some thousand events at a time: for those who read a million. */
export async function* readJournalInBatches(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<readonly GamedayEvent[], void, undefined> {
  const lines = lineReader(file, options);
  for await (const text of wholeLines(file)) {
    const { events, broken } = lines.read(text);
    if (events.length > 0) yield events;
    if (broken !== undefined) throw broken;
  }
  if (options.end !== undefined && !same(lines.end(), options.end)) throw exchanged(file);
}

const same = (one: JournalEnd, other: JournalEnd): boolean =>
  one.seq === other.seq && one.hash === other.hash;

function exchanged(file: string): GamedayError {
  return new GamedayError(
    "GD-R006",
    `the journal ${file} is not the one that this command wrote: it was changed or replaced, so there is no verdict`,
    { hint: "set GAMEDAY_RUNS to a folder that only you can write to, and run it again" },
  );
}

/** Turns texts of whole lines into events, keeping count of lines, sequence and hashes. */
export interface LineReader {
  /**
   * The text ends with a newline. Reading ends at the first broken line, unless the caller wants
   * each of them; what came before it is sound.
   */
  read(text: string): { readonly events: GamedayEvent[]; readonly broken?: GamedayError };
  /** The last event so far; its hash only when hashes are verified. */
  end(): JournalEnd;
}

/** A fresh reader for the lines of one journal, from its first. */
export function lineReader(file: string, options: ReadOptions): LineReader {
  let lineNumber = 0;
  let expected = 0;
  let hash = noHash;
  const verify = options.verify === true || options.end !== undefined;
  const mistakeIn = (event: GamedayEvent | string): string | undefined => {
    if (typeof event === "string") return event;
    if (event.seq !== expected) return `has sequence number ${event.seq} where ${expected} was due`;
    if (verify && event.prev !== hash)
      return "does not follow from the line before: the hash chain is broken, so the file was changed";
    return undefined;
  };
  const brokenLine = (line: string, mistake: string): GamedayError =>
    new GamedayError("GD-R006", `line ${lineNumber} of the journal ${mistake}`, {
      place: { file, line: lineNumber, column: 1, source: line.slice(0, 120) },
      hint: "the events before it are sound",
    });
  return {
    end: () => ({ seq: expected - 1, hash }),
    read: (text) => {
      const events: GamedayEvent[] = [];
      for (let start = 0; start < text.length;) {
        const end = text.indexOf("\n", start);
        const found = unsealed(text.slice(start, end), options.seal);
        start = end + 1;
        lineNumber += 1;
        const line = "line" in found ? found.line : "";
        const event = "line" in found ? decodeEvent(line) : found.mistake;
        const mistake = mistakeIn(event);
        if (mistake !== undefined) {
          const broken = brokenLine(line, mistake);
          if (options.onBroken === undefined) return { events, broken };
          options.onBroken(broken);
        }
        if (typeof event !== "string") {
          events.push(event);
          // Also after a gap, so that one missing line is reported once and not for each that
          // follows.
          expected = event.seq + 1;
        }
        if (verify) hash = lineHash(line);
      }
      return { events };
    },
  };
}
