import type { Ending, Stage } from "./stage.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** One toxic's place in a chain. */
export interface Slot {
  readonly toxic: Toxic;
  readonly stage: Stage;
  /**
   * This connection's number in [0, 1): the toxic affects the connection while its toxicity is
   * greater. Drawn once, so that raising toxicity only adds connections.
   */
  readonly draw: number;
  /** `leaving`: it is no longer active, but still passes on what it holds. */
  state: "off" | "on" | "leaving";
  /** The toxic was removed. */
  gone: boolean;
  /** The end of the stream has come in, or the toxic itself has ended it. */
  ended: boolean;
  /** Where it passes data on to; the sink when undefined. */
  next: Slot | undefined;
  /**
   * The next slot that holds data, which decides whether more may come; the sink when undefined.
   */
  gate: Slot | undefined;
  /**
   * The previous slot that holds data, which waits for space in this one; the source when
   * undefined.
   */
  feeder: Slot | undefined;
}

/** Something that moves through a chain. */
export interface Move {
  readonly to: Slot | undefined;
  readonly what: { readonly data: Uint8Array; readonly atMs: number } | Ending;
}

/** Is the toxic active on this connection now? */
export function works(slot: Slot): boolean {
  return slot.toxic.armed && slot.draw < slot.toxic.toxicity;
}

/** Does it accept more? A slot that is leaving accepts nothing until it is empty. */
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
 * Links the slots that are in use. Returns the slot that gets the source's bytes, the slot whose
 * space the source waits for, and the slot that waits for the sink.
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
