/** Time without anyone on call, with several, and when it changes. */
import type { Rotation } from "./rotation.ts";
import { overridesOf, shiftsBetween } from "./shifts.ts";
import { beginningOf, endOf } from "./turns.ts";

/** A time in which the same people are on call. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** In the order of the alphabet. */
  readonly people: readonly string[];
}

const day = 86_400_000;

/** The time between two instants, without a hole, cut wherever other people are on call. */
export function coverage(rotation: Rotation, from: number, to: number): readonly Stretch[] {
  const changes = shiftsBetween(rotation, from, to)
    .flatMap((shift) => [
      { at: shift.from, person: shift.person, by: 1 },
      { at: shift.to, person: shift.person, by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at);
  const counts = new Map<string, number>();
  const stretches: Stretch[] = [];
  let since = from;
  const close = (until: number): void => {
    if (until <= since) return;
    const people = [...counts].flatMap(([person, count]) => (count > 0 ? [person] : [])).toSorted();
    const before = stretches.at(-1);
    if (before !== undefined && same(before.people, people))
      stretches.splice(-1, 1, { ...before, to: until });
    else stretches.push({ from: since, to: until, people });
    since = until;
  };
  for (const { at, person, by } of changes) {
    close(at);
    counts.set(person, (counts.get(person) ?? 0) + by);
  }
  close(to);
  return stretches;
}

/** Where no one is on call. */
export function gaps(rotation: Rotation, from: number, to: number): readonly Stretch[] {
  return coverage(rotation, from, to).filter(({ people }) => people.length === 0);
}

/** Where more than one is. */
export function overlaps(rotation: Rotation, from: number, to: number): readonly Stretch[] {
  return coverage(rotation, from, to).filter(({ people }) => people.length > 1);
}

/** How far ahead a change is looked for: nothing that people plan lies behind it. */
const horizonDays = 800;

/** When others are on call next, and who. */
export function nextChange(
  rotation: Rotation,
  instant: number,
): { readonly at: number; readonly people: readonly string[] } | undefined {
  for (let days = 8; days <= horizonDays * 2; days *= 4) {
    const next = coverage(rotation, instant, instant + days * day)[1];
    if (next !== undefined) return { at: next.from, people: next.people };
  }
  return undefined;
}

/**
 * The time over which a rotation is checked: from when the layers of its first day have all begun,
 * until a year after the last layer began or ended, and until the last override is over.
 */
export function timeOfCheck(rotation: Rotation): { readonly from: number; readonly to: number } {
  const { layers } = rotation;
  const [firstDay] = layers.map(({ start }) => start).toSorted();
  const first = layers.filter(({ start }) => start === firstDay).map(beginningOf);
  const dates = [...layers.map(beginningOf), ...layers.map(endOf).filter(Number.isFinite)];
  const overrides = overridesOf(rotation).map(({ to }) => to);
  return { from: Math.max(...first), to: Math.max(Math.max(...dates) + 366 * day, ...overrides) };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((person, i) => person === b[i]);
}
