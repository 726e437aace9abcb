/** What people changed on the system, as much of it as the rules about changes need. */
import { isKnownPerson } from "../../event/actor.ts";
import type { Envelope } from "../../event/event.ts";
import type { Flag } from "../../event/loop.ts";
import { changeText } from "../../wording/change.ts";

/** The changes of one person while nothing else was decided: one piece of work. */
export interface Run {
  /** Of its first change, which identifies it. */
  readonly seq: number;
  readonly person: string;
  /** Whether the drill knows who it was. */
  readonly known: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
  /** The first change, in words. */
  readonly text: string;
  /** Further changes belong to it. */
  readonly open: boolean;
  /** The change of another known person that came closest before one of these. */
  readonly crossed?: { readonly person: string; readonly text: string; readonly gapMs: number };
  readonly flagged: readonly Flag[];
}

export type Changes = readonly Run[];

export const noChanges: Changes = [];

/** Runs that are still of interest: older ones have been judged long ago. */
const kept = 50;

export function withChange(changes: Changes, event: Envelope<"change.seen">): Changes {
  const { by, at, seq, data } = event;
  if (data.automatic === true || (by.kind !== "person" && by.kind !== "bot")) return changes;
  const known = by.kind === "bot" || isKnownPerson(by);
  const crossed = known ? crossedBy(changes, by.id, at) : undefined;
  const before = changes.find(({ open, person }) => open && person === by.id);
  if (before === undefined) {
    const run: Run = {
      seq,
      person: by.id,
      known,
      firstAt: at,
      lastAt: at,
      text: changeText(data),
      open: true,
      ...(crossed === undefined ? {} : { crossed }),
      flagged: [],
    };
    return [...changes.slice(1 - kept), run];
  }
  const closest = closer(before.crossed, crossed);
  const longer: Run = {
    ...before,
    lastAt: Math.max(at, before.lastAt),
    ...(closest === undefined ? {} : { crossed: closest }),
  };
  return changes.map((run) => (run === before ? longer : run));
}

function crossedBy(changes: Changes, person: string, at: number): Run["crossed"] {
  return changes
    .filter((run) => run.known && run.person !== person && run.lastAt <= at)
    .map((run) => ({ person: run.person, text: run.text, gapMs: at - run.lastAt }))
    .reduce<Run["crossed"]>(closer, undefined);
}

function closer(one: Run["crossed"], other: Run["crossed"]): Run["crossed"] {
  if (one === undefined || other === undefined) return one ?? other;
  return other.gapMs < one.gapMs ? other : one;
}

/** Something was decided or assigned: later changes are another piece of work. */
export function closed(changes: Changes): Changes {
  return changes.some(({ open }) => open)
    ? changes.map((run) => (run.open ? { ...run, open: false } : run))
    : changes;
}

/** A run is flagged once for each rule. */
export function withFlag(changes: Changes, event: Envelope<"practice.flagged">): Changes {
  return changes.map((run) =>
    run.seq === event.cause ? { ...run, flagged: [...run.flagged, event.data.rule] } : run,
  );
}
