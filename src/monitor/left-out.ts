import type { Envelope } from "../event/event.ts";

/**
 * The exercise seconds that a pause takes out of every measurement: the one that it fell into, half
 * before and half after, and the next, whose requests may still meet a stack that is waking up.
 */
export function leftOut({ at }: Pick<Envelope<"drill.resumed">, "at">): readonly number[] {
  const second = Math.floor(at / 1_000);
  return [second, second + 1];
}
