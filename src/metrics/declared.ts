import { severityOf, type Profile } from "../org/profile.ts";
import type { Actor } from "../event/actor.ts";
import type { GamedayEvent } from "../event/event.ts";
import type { DeclaredState } from "../event/incident.ts";
import type { ImpactWindow } from "./impact.ts";

/** One severity level while it was in force. Exercise milliseconds. */
export interface LevelSpan {
  readonly level: number;
  /** As the house writes it: "SEV 1". */
  readonly label: string;
  readonly fromMs: number;
  /** The play's end for the last one. */
  readonly toMs: number;
  readonly ms: number;
  readonly why: string;
  /** The organisation's rule raised it, not a person. */
  readonly automatic: boolean;
  /** The target time of this severity, null without a target. */
  readonly deadlineMs: number | null;
}

export interface Deadline {
  /**
   * The severity that set the deadline in force when service was restored, or at the end of the
   * response phase: a lower one keeps it.
   */
  readonly level: number;
  readonly label: string;
  readonly dueMs: number;
  /** When the clock of this deadline started, and how much time that left: the target. */
  readonly fromMs: number;
  readonly targetMs: number;
  /** Due less contained: negative is late. Null when users were not back. */
  readonly marginMs: number | null;
  readonly kept: boolean;
}

export interface Incident {
  /** The envelope's id of it, `fast-frog`. */
  readonly id: string | null;
  /** Without the level: "Fast Frog". */
  readonly name: string;
  readonly text: string;
  readonly declaredMs: number;
  readonly declaredBy: Actor;
  /** The level at the end, and all levels in order. */
  readonly level: number;
  readonly levels: readonly LevelSpan[];
  readonly deadline: Deadline | null;
  readonly states: readonly {
    readonly state: DeclaredState;
    readonly atMs: number;
    readonly text: string;
    /** In hindsight, as in `saidTooEarly`. */
    readonly premature: boolean;
    readonly by: Actor;
  }[];
  readonly roles: Readonly<Record<string, string>>;
  readonly updates: readonly {
    readonly atMs: number;
    readonly audience: string;
    readonly text: string;
    readonly by: Actor;
  }[];
  /** Each time a person said `mitigated`. */
  readonly claims: readonly Claim[];
  /** In hindsight: what was said to be over while users were affected. */
  readonly saidTooEarly: readonly {
    readonly state: "mitigated" | "resolved" | "false-alarm";
    readonly atMs: number;
  }[];
}

/** A person said `mitigated`. */
export interface Claim {
  readonly atMs: number;
  /** In hindsight: users were affected at that moment. */
  readonly premature: boolean;
  /**
   * What could be known then: no one can be sure before a hold is over, so an honest claim may
   * carry this flag.
   */
  readonly flagged: boolean;
  /**
   * How long before service was restored, negative when after; null when it was not restored
   * afterwards.
   */
  readonly earlyMs: number | null;
}

interface Level {
  level: number;
  label: string;
  fromMs: number;
  why: string;
  automatic: boolean;
  deadlineMs: number | null;
  /**
   * When the clock of the deadline started: an upgrade that keeps the older deadline keeps its
   * clock.
   */
  clockFromMs: number;
}

/** More than anybody posts; a script that posts without end must not fill the summary. */
const updatesKept = 500;

/** Collects the people's side of the drill. Only its first incident for now: a drill runs one. */
export function declaredIncident(profile: Profile): {
  take(event: GamedayEvent): void;
  done(containedMs: number | null, endMs: number, hurt: readonly ImpactWindow[]): Incident | null;
} {
  let declared: Extract<GamedayEvent, { type: "incident.declared" }> | undefined;
  const people: People = { levels: [], states: [], updates: [], roles: {} };
  return {
    take: (event) => {
      if (event.type === "incident.declared") declared ??= event;
      enter(people, event, profile);
    },
    done: (containedMs, endMs, hurt) => {
      if (declared === undefined) return null;
      const { levels, states, roles, updates } = people;
      const tooEarly = saidTooEarly(states, hurt);
      return {
        id: declared.incident ?? null,
        name: declared.data.name,
        text: declared.data.text,
        declaredMs: declared.at,
        declaredBy: declared.by,
        level: levels.at(-1)?.level ?? declared.data.level,
        levels: spans(levels, endMs),
        deadline: deadlineOf(levels, containedMs, endMs),
        states: states.map((one) => ({ ...one, premature: isTooEarly(tooEarly, one) })),
        roles,
        updates,
        claims: states
          .filter(({ state }) => state === "mitigated")
          .map(({ atMs, premature }) => claim(atMs, premature, hurt)),
        saidTooEarly: tooEarly,
      };
    },
  };
}

/** What people did and said, in its order. */
interface People {
  readonly levels: Level[];
  readonly states: Incident["states"][number][];
  readonly updates: Incident["updates"][number][];
  readonly roles: Record<string, string>;
}

/** Enters one event of the incident into the record. */
function enter({ levels, states, updates, roles }: People, event: GamedayEvent, of: Profile): void {
  switch (event.type) {
    case "incident.declared": {
      const { level, text: why, deadlineEx: deadlineMs } = event.data;
      enterLevel(levels, { level, fromMs: event.at, why, automatic: false, deadlineMs }, of);
      break;
    }
    case "incident.severity": {
      const { to: level, why, automatic, deadlineEx: deadlineMs } = event.data;
      enterLevel(levels, { level, fromMs: event.at, why, automatic, deadlineMs }, of);
      break;
    }
    case "incident.state":
      states.push({
        state: event.data.state,
        atMs: event.at,
        text: event.data.text ?? "",
        premature: event.data.premature ?? false,
        by: event.by,
      });
      break;
    case "incident.assigned":
      roles[event.data.role] = event.data.to;
      break;
    case "incident.updated":
      if (updates.length < updatesKept)
        updates.push({
          atMs: event.at,
          audience: event.data.audience,
          text: event.data.text,
          by: event.by,
        });
      break;
    default:
  }
}

/** A level that keeps the deadline of the one before keeps its clock too. */
function enterLevel(
  levels: Level[],
  entry: Omit<Level, "clockFromMs" | "label">,
  profile: Profile,
): void {
  const before = levels.at(-1);
  levels.push({
    ...entry,
    label: severityOf(profile, entry.level)?.label ?? `SEV ${entry.level}`,
    clockFromMs:
      before !== undefined && before.deadlineMs === entry.deadlineMs
        ? before.clockFromMs
        : entry.fromMs,
  });
}

/** Whether something said at a moment is among what was said too early. */
export function isTooEarly(
  tooEarly: Incident["saidTooEarly"],
  said: { readonly state: DeclaredState; readonly atMs: number },
): boolean {
  return tooEarly.some(({ state, atMs }) => state === said.state && atMs === said.atMs);
}

function saidTooEarly(
  states: Incident["states"],
  hurt: readonly ImpactWindow[],
): Incident["saidTooEarly"] {
  return states.flatMap(({ state, atMs }) =>
    (state === "mitigated" || state === "resolved" || state === "false-alarm") &&
    windowAt(hurt, atMs) !== undefined
      ? [{ state, atMs }]
      : [],
  );
}

function spans(levels: readonly Level[], endMs: number): LevelSpan[] {
  return levels.map(({ level, label, fromMs, why, automatic, deadlineMs }, index) => {
    const toMs = Math.max(fromMs, levels[index + 1]?.fromMs ?? endMs);
    return { level, label, fromMs, toMs, ms: toMs - fromMs, why, automatic, deadlineMs };
  });
}

/**
 * An open window ends with the last measured second, and what was said after that was said of hurt
 * users too.
 */
function windowAt(hurt: readonly ImpactWindow[], atMs: number): ImpactWindow | undefined {
  return hurt.find(
    ({ fromSecond, toSecond, open }) =>
      atMs >= fromSecond * 1_000 && (open || atMs < toSecond * 1_000),
  );
}

function claim(atMs: number, flagged: boolean, hurt: readonly ImpactWindow[]): Claim {
  const during = windowAt(hurt, atMs);
  if (during !== undefined)
    return {
      atMs,
      premature: true,
      flagged,
      earlyMs: during.open ? null : during.toSecond * 1_000 - atMs,
    };
  const before = hurt.findLast(({ toSecond, open }) => !open && toSecond * 1_000 <= atMs);
  return {
    atMs,
    premature: false,
    flagged,
    earlyMs: before === undefined ? null : before.toSecond * 1_000 - atMs,
  };
}

/**
 * The clock stops when service is restored: the severity of that moment counts, not what was
 * decided before anyone could know.
 */
function deadlineOf(
  levels: readonly Level[],
  containedMs: number | null,
  endMs: number,
): Deadline | null {
  const momentMs = containedMs ?? endMs;
  // Declared only after service was restored: then the first level's time to keep is the one that
  // was ever set.
  const level = levels.findLast(({ fromMs }) => fromMs <= momentMs) ?? levels[0];
  if (level === undefined || level.deadlineMs === null) return null;
  const owner =
    levels.find(
      ({ deadlineMs, clockFromMs }) =>
        deadlineMs === level.deadlineMs && clockFromMs === level.clockFromMs,
    ) ?? level;
  return {
    level: owner.level,
    label: owner.label,
    dueMs: level.deadlineMs,
    fromMs: level.clockFromMs,
    // The deadline was worked out a moment before the event was written; targets are whole seconds.
    targetMs: Math.round((level.deadlineMs - level.clockFromMs) / 1_000) * 1_000,
    marginMs: containedMs === null ? null : level.deadlineMs - containedMs,
    kept: containedMs !== null && containedMs <= level.deadlineMs,
  };
}
