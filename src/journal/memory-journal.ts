import { encodeEvent } from "../event/codec.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import { lineHash, noHash, stamp, type Journal, type JournalTime } from "./journal.ts";

/** A journal in memory, with everything that it holds in reach. */
export interface MemoryJournal extends Journal {
  readonly events: readonly GamedayEvent[];
}

/** The journal's twin for simulation: the same events, without a disk. The hash chain is worked out only when somebody looks at `prev`. */
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
      const event = new LazyEvent(stamp(input, events.length, time), chain) as GamedayEvent;
      events.push(event);
      return event;
    },
    settled: () => Promise.resolve(),
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

  /** In order from the front, because a line holds the hash of the one before: asking backwards would recurse an hour deep. */
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

/** An event with `prev` as a getter. A class, because getters on single objects cost more than the whole stamp. */
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

  constructor(from: Stamped, chain: Chain) {
    this.v = from.v;
    this.seq = from.seq;
    this.wall = from.wall;
    this.mono = from.mono;
    this.ex = from.ex;
    this.at = from.at;
    this.by = from.by;
    this.sees = from.sees;
    if (from.incident !== undefined) this.incident = from.incident;
    if (from.cause !== undefined) this.cause = from.cause;
    this.type = from.type;
    this.data = from.data;
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


