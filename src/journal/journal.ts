/**
 * The journal: an append-only file of JSON lines, each carrying the hash of the line before. It is
 * the product; all else is a fold over it. `file-journal.ts` is the one writer, `memory-journal.ts`
 * its twin for simulation, `read-journal.ts` and
 * `tail-journal.ts` the readers.
 */
import { hash } from "node:crypto";
import { engineActor } from "../event/actor.ts";
import { durable } from "../event/durable.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import { defaultSees } from "../event/visible.ts";
import type { Clock } from "../kernel/clock.ts";

/** Where the time stamps of events come from. */
export interface JournalTime {
  readonly clock: Pick<Clock, "monoMs" | "wallMs">;
  /** Exercise milliseconds. */
  exMs(): number;
}

/** The one writer of a drill's journal. */
export interface Journal {
  /**
   * Stamps an event and queues it, immediately and in order. It is on disk only when `settled()`
   * says so.
   */
  append(input: EventInput): GamedayEvent;
  /**
   * Resolves when all that was appended so far is on disk for good; rejects with GD-E006 when the
   * disk refuses. A later call tries again.
   */
  settled(): Promise<void>;
  /**
   * From here on the end of the drill is recorded: the disk space reserved for that is released.
   * Safe to call twice.
   */
  lastWords(): void;
  /** The sequence number that the next event gets. */
  readonly nextSeq: number;
  /** Settles, and lets go of the file. Safe to call twice. */
  close(): Promise<void>;
}

/** The last event of a journal. */
export interface JournalEnd {
  /** −1 when there is none. */
  readonly seq: number;
  /** Of its line. */
  readonly hash: string;
}

/**
 * Appends in order and waits for the disk when one of the events changes what is true (`durable`);
 * samples do not wait.
 */
export async function record(
  journal: Journal,
  inputs: readonly EventInput[],
): Promise<readonly GamedayEvent[]> {
  const events = inputs.map((input) => journal.append(input));
  if (inputs.some((input) => durable.has(input.type))) await journal.settled();
  return events;
}

/** `prev` of a journal's first line. */
export const noHash = "0".repeat(64);

/** SHA-256 of a line without its newline, as 64 hex digits. */
export function lineHash(line: string): string {
  return hash("sha256", line, "hex");
}

/**
 * An event that the journal has just stamped, in the order of keys that a line shows; only the hash
 * of the line before is missing.
 */
export function stamp(
  input: EventInput,
  seq: number,
  time: JournalTime,
): Omit<GamedayEvent, "prev"> {
  const ex = tidy(time.exMs());
  const wall = isoTime(time.clock.wallMs());
  const mono = tidy(time.clock.monoMs());
  const at = input.at === undefined ? ex : tidy(input.at);
  const by = input.by ?? engineActor;
  const sees = input.sees ?? defaultSees(input);
  const { type, data, incident, cause } = input;
  // The common shape is written out: an hour has tens of thousands of samples, and spreads are
  // slow.
  if (incident === undefined && cause === undefined)
    return { v: 1, seq, wall, mono, ex, at, by, sees, type, data };
  return {
    v: 1,
    seq,
    wall,
    mono,
    ex,
    at,
    by,
    sees,
    ...(incident === undefined ? {} : { incident }),
    ...(cause === undefined ? {} : { cause }),
    type,
    data,
  };
}

/** Microseconds are as fine as a journal needs. */
export function tidy(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

const minuteMs = 60_000;
let lastMinute = { minute: Number.NaN, prefix: "" };
let last = { ms: Number.NaN, iso: "" };

/**
 * As `toISOString`, which is dear, asked once a minute; events of one millisecond share their text.
 */
export function isoTime(wallMs: number): string {
  const ms = Math.floor(wallMs);
  if (ms !== last.ms) last = { ms, iso: isoText(ms) };
  return last.iso;
}

function isoText(ms: number): string {
  const minute = Math.floor(ms / minuteMs);
  if (minute !== lastMinute.minute)
    lastMinute = {
      minute,
      prefix: new Date(minute * minuteMs).toISOString().slice(0, -"00.000Z".length),
    };
  const rest = ms - minute * minuteMs;
  const seconds = String(Math.floor(rest / 1_000)).padStart(2, "0");
  return `${lastMinute.prefix}${seconds}.${String(rest % 1_000).padStart(3, "0")}Z`;
}
