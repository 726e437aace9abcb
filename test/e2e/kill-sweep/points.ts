/** Which moments are struck, and how. Drawn from a seed, so that a sweep can be done again. */
import { durable } from "../../../src/event/durable.ts";
import type { EventType, GamedayEvent } from "../../../src/event/event.ts";
import { stream } from "../../../src/kernel/random.ts";
import type { Blow, Moment, Point } from "./strike.ts";

/** Samples and bins measure; everything else says how things stand now. */
export function isStateEvent({ type }: Pick<GamedayEvent, "type">): boolean {
  return (
    durable.has(type) || (type !== "load.bin" && type !== "probe.sample" && type !== "note.added")
  );
}

/** Every state event of a drill that ran to its end, as moments. */
export function momentsOf(events: readonly GamedayEvent[]): readonly Moment[] {
  const seen = new Map<EventType, number>();
  return events.filter(isStateEvent).map(({ type }) => {
    const nth = (seen.get(type) ?? 0) + 1;
    seen.set(type, nth);
    return { type, nth };
  });
}

/** Instants from the typing of the command to a little after its end. */
export function instants(count: number, lengthMs: number, seed: string): readonly Moment[] {
  const random = stream(seed, "instants");
  return Array.from({ length: count }, () => ({
    afterMs: Math.round(random.next() * lengthMs * 1.02),
  }));
}

export const strikes = (blow: Blow, moments: readonly Moment[]): readonly Point[] =>
  moments.map((moment) => ({ moment, blow }));

/** So many of them, evenly spread from the first to the last. */
export function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from(
    { length: count },
    (_none, i) => all[Math.round((i * (all.length - 1)) / Math.max(1, count - 1))] as T,
  );
}

export function nameOf({ moment, blow }: Point): string {
  return `${blow} ${"afterMs" in moment ? `after ${moment.afterMs} ms` : `at ${moment.type} ${moment.nth}`}`;
}
