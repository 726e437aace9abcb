/** Who is on call: layers side by side, and overrides above them. */
import { instantOf } from "./local-time.ts";
import type { Rotation, Shift } from "./rotation.ts";
import { clip, orderAt, turnsBetween } from "./turns.ts";

/** Every shift between two instants, cut to them, in the order in which they begin. */
export function shiftsBetween(rotation: Rotation, from: number, to: number): readonly Shift[] {
  const overrides = overridesOf(rotation).flatMap((shift): readonly Shift[] => {
    const cut = clip(shift, { from, to });
    return cut === undefined ? [] : [{ ...shift, ...cut }];
  });
  const turns = rotation.layers
    .flatMap((layer) => turnsBetween(layer, from, to))
    .flatMap((turn) => without(turn, overrides));
  return [...turns, ...overrides].toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** Who is on call in this moment: no one in a gap, several where shifts overlap. */
export function onCallAt(rotation: Rotation, instant: number): readonly string[] {
  return [...new Set(shiftsBetween(rotation, instant, instant + 1).map(({ person }) => person))];
}

/**
 * Who is asked when those on call do not answer: the next in turn. Whom an override replaces is not
 * asked; there is a reason for it.
 */
export function backupAt(rotation: Rotation, instant: number): string | undefined {
  const onCall = onCallAt(rotation, instant);
  return rotation.layers
    .flatMap((layer) => orderAt(layer, instant).slice(1))
    .find((person) => !onCall.includes(person));
}

/** Everyone who takes turns here. */
export function everyone({ layers }: Rotation): readonly string[] {
  return [...new Set(layers.flatMap(({ people }) => people))];
}

/** The overrides as shifts, in the order of the file. */
export function overridesOf({ overrides, timeZone }: Rotation): readonly Shift[] {
  return overrides.map(({ from, to, who }) => ({
    from: instantOf(from, timeZone),
    to: instantOf(to, timeZone),
    person: who,
    override: true,
  }));
}

/** What is left of a turn. */
function without(turn: Shift, overrides: readonly Shift[]): readonly Shift[] {
  return overrides.reduce<readonly Shift[]>(
    (left, { from, to }) =>
      left.flatMap((part) =>
        [
          { ...part, to: Math.min(part.to, from) },
          { ...part, from: Math.max(part.from, to) },
        ].filter((rest) => rest.from < rest.to),
      ),
    [turn],
  );
}
