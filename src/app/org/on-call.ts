import { GamedayError } from "../../kernel/error.ts";
import type { Organisation } from "../../org/organisation.ts";
import { onCallNow, schedule } from "../../org/rotation/on-call.ts";
import { localText } from "../../org/rotation/local-time.ts";
import type { Rotation } from "../../org/rotation/rotation.ts";
import { chooseOrganisation } from "./choose.ts";

export interface OnCallWish {
  /** `--org`: a file, or a preset's name. */
  readonly org: string | undefined;
  /** A moment, as people type it. */
  readonly at: string | undefined;
  readonly role: string | undefined;
  readonly service: string | undefined;
}

/** One rotation at one moment. */
export interface OnCallRow {
  readonly rotation: string;
  readonly title: string;
  readonly people: readonly string[];
  readonly backup: string | null;
  readonly timeZone: string;
  readonly next: {
    readonly at: string;
    readonly local: string;
    readonly people: readonly string[];
  } | null;
}

/** One shift, cut to the time that was asked for. */
export interface ShiftRow {
  readonly rotation: string;
  readonly title: string;
  readonly person: string;
  readonly override: boolean;
  readonly from: string;
  readonly to: string;
  readonly localFrom: string;
  readonly localTo: string;
  readonly timeZone: string;
}

export interface OnCallAnswer<Row> {
  readonly organisation: string;
  /** Why this organisation. */
  readonly why: string;
  readonly at: string;
  /** How many rotations it has, whatever was asked for. */
  readonly rotations: number;
  readonly rows: readonly Row[];
}

/** Who is on call for what, at one moment. */
export function whoIsOnCall(cwd: string, wish: OnCallWish, now: number): OnCallAnswer<OnCallRow> {
  return answer(cwd, wish, now, (rotations, instant, titleOf) =>
    rotations.map((rotation) => {
      const { people, backup, next } = onCallNow(rotation, instant);
      const { id, timeZone } = rotation;
      return {
        rotation: id,
        title: titleOf(rotation),
        people,
        backup: backup ?? null,
        timeZone,
        next:
          next === undefined
            ? null
            : { at: iso(next.at), local: localText(next.at, timeZone), people: next.people },
      };
    }),
  );
}

/** The shifts of some weeks. */
export function onCallSchedule(
  cwd: string,
  wish: OnCallWish,
  { now, weeks }: { readonly now: number; readonly weeks: number },
): OnCallAnswer<ShiftRow> {
  return answer(cwd, wish, now, (rotations, instant, titleOf) =>
    schedule(rotations, instant, instant + weeks * 7 * 86_400_000).map(
      ({ rotation, person, override, from, to }) => ({
        rotation: rotation.id,
        title: titleOf(rotation),
        person,
        override,
        from: iso(from),
        to: iso(to),
        localFrom: localText(from, rotation.timeZone),
        localTo: localText(to, rotation.timeZone),
        timeZone: rotation.timeZone,
      }),
    ),
  );
}

function answer<Row>(
  cwd: string,
  wish: OnCallWish,
  now: number,
  rowsOf: (
    rotations: readonly Rotation[],
    instant: number,
    titleOf: (rotation: Rotation) => string,
  ) => readonly Row[],
): OnCallAnswer<Row> {
  const { organisation, why } = chooseOrganisation(cwd, {
    given: wish.org,
    profile: undefined,
    reproducible: false,
  });
  const instant = instantOf(wish.at, now);
  return {
    organisation: organisation.profile.id,
    why,
    at: iso(instant),
    rotations: organisation.rotations.length,
    rows: rowsOf(asked(organisation, wish), instant, ({ role, service }) => {
      const title = organisation.profile.roles[role] ?? role;
      return service === undefined ? title : `${title} of ${service}`;
    }),
  };
}

function asked({ rotations }: Organisation, { role, service }: OnCallWish): readonly Rotation[] {
  const chosen = rotations.filter(
    (one) =>
      (role === undefined || one.role === role.toLowerCase()) &&
      (service === undefined || one.service === service),
  );
  if (chosen.length > 0 || rotations.length === 0) return chosen;
  const known = rotations.map((one) => [one.role, one.service].filter(Boolean).join(" of "));
  throw new GamedayError("GD-C001", "there is no such rotation", {
    hint: `rotations: ${known.join(", ")}`,
  });
}

function instantOf(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const instant = Date.parse(text);
  if (Number.isFinite(instant)) return instant;
  throw new GamedayError("GD-C001", `--at ${text} is no time`, {
    hint: "gameday oncall --at 2026-12-24T09:00+01:00",
  });
}

const iso = (instant: number): string => new Date(instant).toISOString();
