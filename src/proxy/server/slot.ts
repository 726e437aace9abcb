import type { Ending, Stage } from "./stage.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** One toxic's place in a chain. */
export interface Slot {
  readonly toxic: Toxic;
  readonly stage: Stage;
  /**
   * This connection's number in [0, 1): the toxic touches it while its toxicity is greater. Drawn
   * once, so that raising toxicity only adds connections.
   */
  readonly draw: number;
  /** `leaving`: it works no more and still hands on what it holds. */
  state: "off" | "on" | "leaving";
  /** The toxic was taken away. */
  gone: boolean;
  /** The end has come in, from before or by its own doing. */
  ended: boolean;
  /** Who gets what it hands on; the sink when undefined. */
  next: Slot | undefined;
  /** The next one that holds data, which says whether more may come; the sink when undefined. */
  gate: Slot | undefined;
  /** The one before it that holds data, which waits for its room; the source when undefined. */
  feeder: Slot | undefined;
}

/** A step on the way through a chain. */
export interface Move {
  readonly to: Slot | undefined;
  readonly what: { readonly data: Uint8Array; readonly atMs: number } | Ending;
}

/** Does the toxic work on this connection as it is now? */
export function works(slot: Slot): boolean {
  return slot.toxic.armed && slot.draw < slot.toxic.toxicity;
}

/** May more come to it? What leaves takes nothing more until it is empty. */
export function takes({ stage, state, toxic }: Slot): boolean {
  return state === "leaving" ? stage.held === 0 : stage.held < toxic.type.capacity(toxic.params);
}

/** The slot itself, or the first behind it that is in use. */
export function inUse(slot: Slot | undefined): Slot | undefined {
  let found = slot;
  while (found?.state === "off") found = found.next;
  return found;
}

/**
 * Links the slots that are in use. Answers who gets the source's bytes, whose room the source waits
 * for, and who waits for the sink.
 */
export function link(slots: readonly Slot[]): {
  first: Slot | undefined;
  gate: Slot | undefined;
  last: Slot | undefined;
} {
  let next: Slot | undefined;
  let gate: Slot | undefined;
  for (let at = slots.length - 1; at >= 0; at -= 1) {
    const slot = slots[at];
    if (slot === undefined) continue;
    [slot.next, slot.gate] = [next, gate];
    if (slot.state === "off") continue;
    next = slot;
    if (slot.toxic.type.passes !== true) gate = slot;
  }
  let feeder: Slot | undefined;
  for (const slot of slots) {
    slot.feeder = feeder;
    if (slot.state !== "off" && slot.toxic.type.passes !== true) feeder = slot;
  }
  return { first: next, gate, last: feeder };
}

/** Counts into a toxic what it does to one connection. */
export function counting({ touched }: Toxic, timers: Timers): (bytes: number) => void {
  let first = true;
  return (bytes) => {
    if (first) touched.connections += 1;
    first = false;
    touched.bytes += bytes;
    touched.lastMs = timers.now();
  };
}
