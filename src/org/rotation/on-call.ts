/** Who is on call for what, and who will be. */
import { nextChange } from "./coverage.ts";
import type { OnCall, Rotation, Shift } from "./rotation.ts";
import { backupAt, everyone, onCallAt, shiftsBetween } from "./shifts.ts";

/** Whom pages reach at one moment; what no one is on call for is left out. */
export function onCallOf(rotations: readonly Rotation[], instant: number): readonly OnCall[] {
  return rotations.flatMap((rotation): readonly OnCall[] => {
    const people = onCallAt(rotation, instant);
    const backup = backupAt(rotation, instant);
    const { role, service } = rotation;
    return people.length === 0
      ? []
      : [
          {
            role,
            ...(service === undefined ? {} : { service }),
            people,
            ...(backup === undefined ? {} : { backup }),
            team: everyone(rotation),
          },
        ];
  });
}

/** One rotation at one moment, as `gameday oncall` shows it. */
export interface OnCallNow {
  readonly rotation: Rotation;
  readonly people: readonly string[];
  readonly backup: string | undefined;
  readonly next: { readonly at: number; readonly people: readonly string[] } | undefined;
}

export function onCallNow(rotation: Rotation, instant: number): OnCallNow {
  return {
    rotation,
    people: onCallAt(rotation, instant),
    backup: backupAt(rotation, instant),
    next: nextChange(rotation, instant),
  };
}

/** A shift of a rotation. */
export interface ScheduledShift extends Shift {
  readonly rotation: Rotation;
}

/** The shifts of each rotation in a span of time. */
export function schedule(
  rotations: readonly Rotation[],
  from: number,
  to: number,
): readonly ScheduledShift[] {
  return rotations.flatMap((rotation) =>
    shiftsBetween(rotation, from, to).map((shift) => ({ ...shift, rotation })),
  );
}
