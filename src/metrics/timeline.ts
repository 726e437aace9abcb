import type { Actor } from "../event/actor.ts";
import type { EventData, EventType, GamedayEvent } from "../event/event.ts";
import type { Artefact } from "../event/play.ts";
import { isTooEarly, type Incident } from "./declared.ts";

/**
 * Event types that are measurements or bookkeeping: aggregated elsewhere, never a line of the
 * timeline.
 */
const background: ReadonlySet<EventType> = new Set<EventType>([
  "drill.planned",
  "plan.resolved",
  "load.bin",
  "probe.sample",
  "heal.step",
  "restoration.captured",
  "restoration.checked",
  "page.sent",
]);

/** What a line follows from: the sample, bin or event behind it. */
export interface Behind {
  readonly seq: number;
  readonly atMs: number;
  readonly type: EventType;
  readonly data: GamedayEvent["data"];
}

/**
 * One notable event. `atMs` when it happened, `writtenMs` when it was known, exercise milliseconds.
 */
export type TimelineItem = {
  [T in EventType]: {
    readonly seq: number;
    readonly atMs: number;
    readonly writtenMs: number;
    readonly wall: string;
    readonly actor: Actor;
    readonly type: T;
    readonly data: EventData[T];
    readonly behind: Behind | null;
  };
}[EventType];

export interface Timeline {
  /** By the time that things happened, then by seq. */
  readonly items: readonly TimelineItem[];
  /** How many of each type are not in the list, because there were too many. */
  readonly omitted: Readonly<Partial<Record<EventType, number>>>;
}

const mostOfAType = 400;
const outputKept = 400;
/** So many events back a cause is still found: causes are recent. */
const remembered = 2_048;

/**
 * Collects the notable events with what is behind each; of a type that chatters, the first few
 * hundred.
 */
export function timelineOf(): {
  take(event: GamedayEvent): void;
  done(incident: Incident | null): Timeline;
} {
  const items: TimelineItem[] = [];
  const seen: Partial<Record<EventType, number>> = {};
  const omitted: Partial<Record<EventType, number>> = {};
  const recent: (GamedayEvent | undefined)[] = [];
  let faultMs: number | undefined;
  const take = (event: GamedayEvent): void => {
    recent[event.seq % remembered] = event;
    if (event.type === "fault.applied") faultMs ??= event.at;
    if (background.has(event.type) || isEcho(event)) return;
    seen[event.type] = (seen[event.type] ?? 0) + 1;
    if ((seen[event.type] ?? 0) > mostOfAType) {
      omitted[event.type] = (omitted[event.type] ?? 0) + 1;
      return;
    }
    const cause = event.cause === undefined ? undefined : recent[event.cause % remembered];
    items.push({
      seq: event.seq,
      // A first bad second may begin before the fault that came within it: cause before effect.
      atMs: event.type === "impact.started" ? Math.max(event.at, faultMs ?? event.at) : event.at,
      writtenMs: event.ex,
      wall: event.wall,
      actor: event.by,
      type: event.type,
      data: shortened(event),
      behind:
        cause === undefined || cause.seq !== event.cause
          ? null
          : { seq: cause.seq, atMs: cause.at, type: cause.type, data: shortened(cause) },
    } as TimelineItem);
  };
  return {
    take,
    done: (incident) => ({
      items: items
        .toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq)
        .map((item) => inHindsight(item, incident)),
      omitted,
    }),
  };
}

/**
 * When something was called mitigated, the engine could not know yet whether service was restored:
 * a report says what was true.
 */
function inHindsight(item: TimelineItem, incident: Incident | null): TimelineItem {
  if (item.type !== "incident.state" || incident === null) return item;
  const { premature: _atTheTime, ...data } = item.data;
  const said = { state: data.state, atMs: item.atMs };
  return isTooEarly(incident.saidTooEarly, said)
    ? { ...item, data: { ...data, premature: true } }
    : { ...item, data };
}

/** Further copies of an alert say nothing new. */
const isEcho = (event: GamedayEvent): boolean =>
  event.type === "alert.grouped" || (event.type === "alert.fired" && event.data.copy > 1);

/** Long outputs are kept whole with the evidence; a timeline needs their beginning. */
function shortened(event: GamedayEvent): GamedayEvent["data"] {
  if (event.type !== "evidence.proved" && event.type !== "evidence.refused") return event.data;
  return { ...event.data, artefact: cut(event.data.artefact) };
}

function cut(artefact: Artefact): Artefact {
  return artefact.output.length <= outputKept
    ? artefact
    : { ...artefact, output: `${artefact.output.slice(0, outputKept)}…` };
}
