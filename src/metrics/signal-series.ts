import type { EventData, GamedayEvent } from "../event/event.ts";
import type { Plan } from "../plan/plan.ts";
import { thinning, type Thinned } from "./thinning.ts";

/** A signal over time. Numbers are thinned; words (`primary`, a GTID set) are a list of changes. */
export interface SignalSeries {
  readonly signal: string;
  readonly title: string;
  readonly unit: string;
  readonly points: Thinned;
  /** The first few hundred. */
  readonly changes: readonly TextAt[];
  /** The newest text, and how often it changed in all. */
  readonly last: TextAt | null;
  readonly changed: number;
  /** Of a signal with keys, those with the most in all, most first. */
  readonly keys: readonly KeySeries[];
  /** Readings that failed. */
  readonly failed: number;
}

export interface TextAt {
  readonly atMs: number;
  readonly value: string;
}

export interface KeySeries {
  readonly key: string;
  /** Over all samples. */
  readonly sum: number;
  readonly points: Thinned;
}

const mostChanges = 500;
const keysShown = 12;
/**
 * Beyond this many keys the smallest makes room: one that comes late and large still counts from
 * then on.
 */
const keysKept = 120;

interface Key {
  sum: number;
  readonly points: ReturnType<typeof thinning>;
}

interface Kept {
  readonly points: ReturnType<typeof thinning>;
  readonly changes: TextAt[];
  last: TextAt | null;
  changed: number;
  readonly keys: Map<string, Key>;
  failed: number;
}

/** Collects the samples of every signal, in bounded memory. */
export function signalSeriesOf({ scenario: { signals } }: Plan): {
  take(event: Extract<GamedayEvent, { type: "probe.sample" }>): void;
  done(): readonly SignalSeries[];
} {
  const all = new Map(
    Object.keys(signals).map((id): [string, Kept] => [
      id,
      { points: thinning(), changes: [], last: null, changed: 0, keys: new Map(), failed: 0 },
    ]),
  );
  return {
    take: ({ at, data }) => {
      const kept = all.get(data.signal);
      if (kept !== undefined) add(kept, at, data);
    },
    done: () =>
      [...all].map(([signal, { points, changes, last, changed, keys, failed }]) => ({
        signal,
        title: signals[signal]?.title ?? signal,
        unit: signals[signal]?.unit ?? "",
        points: points.done(),
        changes,
        last,
        changed,
        failed,
        keys: [...keys]
          .toSorted(([a, x], [b, y]) => y.sum - x.sum || a.localeCompare(b))
          .slice(0, keysShown)
          .map(([key, of]) => ({ key, sum: of.sum, points: of.points.done() })),
      })),
  };
}

function add(kept: Kept, at: number, { value, error, keys }: EventData["probe.sample"]): void {
  if (error !== undefined || value === null) kept.failed += 1;
  else if (typeof value === "number") kept.points.add(at, value);
  else addText(kept, at, value);
  if (error === undefined && keys !== undefined)
    for (const [key, part] of Object.entries(keys)) addKey(kept.keys, key, at, part);
}

function addText(kept: Kept, atMs: number, value: string): void {
  if (kept.last?.value === value) return;
  if (kept.last !== null) kept.changed += 1;
  kept.last = { atMs, value };
  if (kept.changes.length < mostChanges) kept.changes.push(kept.last);
}

function addKey(keys: Map<string, Key>, key: string, at: number, part: number): void {
  let of = keys.get(key);
  if (of === undefined) {
    if (keys.size >= keysKept) keys.delete(smallest(keys));
    keys.set(key, (of = { sum: 0, points: thinning() }));
  }
  of.sum += part;
  of.points.add(at, part);
}

function smallest(keys: ReadonlyMap<string, Key>): string {
  let [least, name] = [Number.POSITIVE_INFINITY, ""];
  for (const [key, { sum }] of keys) if (sum < least) [least, name] = [sum, key];
  return name;
}
