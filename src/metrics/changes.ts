import type { Actor } from "../event/actor.ts";
import type { Change } from "../event/change.ts";
import type { GamedayEvent } from "../event/event.ts";

/** A change of the stack that the engine did not make. `atMs` exercise milliseconds. */
export interface ChangeRecord extends Change {
  readonly atMs: number;
  readonly seq: number;
  readonly actor: Actor;
}

/** So many are kept; a loop that changes something again and again says no more. */
const mostKept = 400;

/** Collects what people changed, whether it helped or not. */
export function changeRecords(): {
  take(event: GamedayEvent): void;
  readonly all: readonly ChangeRecord[];
} {
  const all: ChangeRecord[] = [];
  const take = (event: GamedayEvent): void => {
    if (event.type === "change.seen" && all.length < mostKept)
      all.push({ ...event.data, atMs: event.at, seq: event.seq, actor: event.by });
  };
  return { take, all };
}
