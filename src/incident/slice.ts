import type { GamedayEvent } from "../event/event.ts";

/** A part of an incident's state that folds by itself. */
export interface Slice<S> {
  readonly initial: S;
  /** The same object when the event changes nothing. */
  evolve(state: S, event: GamedayEvent): S;
}
