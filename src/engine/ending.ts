import type { EventData } from "../event/event.ts";

/** Why the play is over. The first reason counts. */
export type Ending = Readonly<EventData["drill.ended"]>;

/** Thrown through the play to end it; everything else that is thrown is an error of the drill. */
export class Ended extends Error {
  readonly ending: Ending;
  /** `cause`: what broke, when it was an error. */
  constructor(ending: Ending, cause?: unknown) {
    super(ending.detail, { cause });
    this.ending = ending;
  }
}
