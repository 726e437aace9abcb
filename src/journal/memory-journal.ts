import { encodeEvent } from "../event/codec.ts";
import { engineActor } from "../event/actor.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import { defaultSees } from "../event/visible.ts";
import { isoTime, lineHash, noHash, tidy, type Journal, type JournalTime } from "./journal.ts";

/** A journal in memory, with everything that it holds in reach. */
export interface MemoryJournal extends Journal {
  readonly events: readonly GamedayEvent[];
}

/**
 * The journal for simulation: the same events, without a disk. The hash chain is computed only on
 * reading `prev`.
 */
export function memoryJournal(time: JournalTime): MemoryJournal {
  const events: GamedayEvent[] = [];
  const chain = new Chain(events);
  let closed = false;
  return {
    events,
    get nextSeq() {
      return events.length;
    },
    append: (input: EventInput) => {
      if (closed) throw new Error(`memory-journal: append of ${input.type} after close`);
      const event = new LazyEvent(input, events.length, time, chain) as GamedayEvent;
      events.push(event);
      return event;
    },
    settled: () => Promise.resolve(),
    lastWords: () => {},
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

/** The hashes of the lines so far, as far as anybody asked. */
class Chain {
  private readonly events: readonly GamedayEvent[];
  private readonly hashes: string[] = [noHash];

  constructor(events: readonly GamedayEvent[]) {
    this.events = events;
  }

  /**
   * In order from the front, because a line holds the hash of the one before: asking backwards
   * would recurse an hour deep.
   */
  before(seq: number): string {
    for (let i = this.hashes.length; i <= seq; i += 1) {
      const event = this.events[i - 1];
      if (event === undefined) throw new Error(`memory-journal: no event ${i - 1}`);
      this.hashes[i] = lineHash(encodeEvent(event));
    }
    return this.hashes[seq] ?? noHash;
  }
}

type Stamped = Omit<GamedayEvent, "prev">;

/**
 * An event with `prev` as a getter. A class, because getters on single objects cost more than the
 * whole stamp.
 */
class LazyEvent implements Stamped {
  readonly v: Stamped["v"];
  readonly seq: Stamped["seq"];
  readonly wall: Stamped["wall"];
  readonly mono: Stamped["mono"];
  readonly ex: Stamped["ex"];
  readonly at: Stamped["at"];
  readonly by: Stamped["by"];
  readonly sees: Stamped["sees"];
  declare readonly incident?: string;
  declare readonly cause?: number;
  readonly #chain: Chain;
  readonly type: Stamped["type"];
  readonly data: Stamped["data"];

  /** As `stamp` would, without a second object for each of an hour's forty thousand events. */
  constructor(input: EventInput, seq: number, time: JournalTime, chain: Chain) {
    this.v = 1;
    this.seq = seq;
    this.wall = isoTime(time.clock.wallMs());
    this.mono = tidy(time.clock.monoMs());
    this.ex = tidy(time.exMs());
    this.at = input.at === undefined ? this.ex : tidy(input.at);
    this.by = input.by ?? engineActor;
    this.sees = input.sees ?? defaultSees(input);
    if (input.incident !== undefined) this.incident = input.incident;
    if (input.cause !== undefined) this.cause = input.cause;
    this.type = input.type;
    this.data = input.data;
    this.#chain = chain;
  }

  get prev(): string {
    return this.#chain.before(this.seq);
  }

  /** The line as the file would have it. */
  toJSON(): object {
    return Object.assign({}, this, { prev: this.prev });
  }
}
