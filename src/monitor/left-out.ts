import type { Envelope } from "../event/event.ts";

/**
 * The exercise seconds that a note takes out of every measurement: after a pause ("resumed …") the
 * second that it fell into, half before and half after, and the next, whose requests may still meet
 * a stack that is waking up.
 */
export function leavesOut(note: Envelope<"drill.note">): readonly number[] {
  if (!/^resumed\b/i.test(note.data.text)) return [];
  const second = Math.floor(note.at / 1_000);
  return [second, second + 1];
}
