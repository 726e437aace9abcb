import { someoneHere, unseenHand, type Actor } from "../event/actor.ts";
import type { Change, ChangeOf } from "../event/change.ts";
import type { GamedayEvent } from "../event/event.ts";
import type { Facts } from "../event/facts.ts";
import { differences } from "../event/difference.ts";
import type { Clock } from "../kernel/clock.ts";
import { baseOf } from "../plan/reach.ts";
import type { Recorder } from "./recorder.ts";
import { within } from "./within.ts";

/** Facts that people may change, looked at again and again. */
export interface Watched {
  /** Whose a fact is, and of what kind; undefined for a fact that is not reported. */
  readonly about: (
    fact: string,
  ) => { readonly target: string; readonly what: ChangeOf; readonly fact: string } | undefined;
  facts(): Promise<Facts>;
  /** Did the engine change it, or may it have? Then what it is now is taken as it is. */
  readonly touchedBy: (event: GamedayEvent) => boolean;
}

/**
 * Is this the engine applying or undoing a fault? A fault that has vanished is left out: someone
 * else removed it, and that is reported.
 */
export function isOurFault({ type }: GamedayEvent): boolean {
  return type === "fault.armed" || type === "fault.applied" || type === "fault.undone";
}

/** What people do through the stack's components, as these report it. */
export interface Doors {
  /** What was reported since the last time. */
  read(): Promise<readonly Reported[]>;
  close(): Promise<void>;
}

/** `at` in wall milliseconds since 1970, where the component says when it was. */
export type Reported = Omit<Change, "source" | "since"> & { readonly wallMs?: number };

/** What the engine learns from changes that others have written. */
interface Recent {
  readonly base: string;
  readonly at: number;
  readonly by: Actor;
  readonly automatic: boolean;
}

interface Watch {
  readonly of: Watched;
  last: Facts | undefined;
  /** When `last` was seen, exercise milliseconds. */
  lastAt: number;
  /** Goes up when the engine touches it. */
  touched: number;
  looking: Promise<void> | undefined;
}

export interface ChangeWatchOptions {
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly exMs: () => number;
  /**
   * False while the engine itself changes things: a fault is being applied or undone, a component
   * is started again, the drill is paused.
   */
  readonly quiet: () => boolean;
}

/** A component that hangs must not hold a look up for longer. Milliseconds. */
const lookWithinMs = 2_000;
const lookEveryMs = 2_000;
/**
 * A fact that differs is the work of who was seen to change something there so shortly before.
 * Milliseconds.
 */
const attributedMs = 5_000;

/**
 * Records what people change while a drill runs: what components report, about every half second,
 * and what the facts of the stack show, about every two. Never throws, and never waits for anything
 * in the tick.
 */
export class ChangeWatch {
  private readonly options: ChangeWatchOptions;
  private watches: Watch[] = [];
  private doors: Doors | undefined;
  private reading: Promise<void> | undefined;
  private dueMs = 0;
  /** When the components' reports were last read, exercise milliseconds. */
  private readAt = 0;
  private recent: Recent[] = [];

  constructor(options: ChangeWatchOptions) {
    this.options = options;
    options.recorder.listen((event) => {
      if (event.type === "change.seen" && event.data.source !== "facts") this.remember(event);
      for (const watch of this.watches) {
        if (!watch.of.touchedBy(event)) continue;
        watch.touched += 1;
        forget(watch);
      }
    });
  }

  /** Begins: later changes are reported against the present state. */
  begin(watched: readonly Watched[], doors: Doors | undefined): void {
    this.doors = doors;
    this.watches = watched.map((of) => ({
      of,
      last: undefined,
      lastAt: 0,
      touched: 0,
      looking: undefined,
    }));
    this.tick();
  }

  /** Starts what is due and returns. */
  tick(): void {
    if (this.doors !== undefined)
      this.reading ??= this.read().finally(() => (this.reading = undefined));
    const now = this.options.clock.monoMs();
    if (now < this.dueMs) return;
    this.dueMs = now + lookEveryMs;
    this.lookAll();
  }

  /** Was everything looked at since this exercise millisecond? Looks now where not. */
  seenSince(exMs: number): boolean {
    const missing = this.watches.filter(({ lastAt }) => lastAt < exMs);
    if (missing.length > 0) this.lookAll();
    return missing.length === 0;
  }

  /** Looks a last time and stops. */
  async end(): Promise<void> {
    this.lookAll();
    for (const { looking } of this.watches) await looking;
    await this.reading;
    await this.read();
    await this.doors?.close().catch(() => {});
    this.watches = [];
    this.doors = undefined;
  }

  private lookAll(): void {
    for (const watch of this.watches)
      watch.looking ??= this.look(watch).finally(() => (watch.looking = undefined));
  }

  private async look(watch: Watch): Promise<void> {
    const { clock, exMs, quiet } = this.options;
    const { of, touched } = watch;
    const at = exMs();
    if (!quiet()) return forget(watch);
    const facts = await within(clock, lookWithinMs, "no answer", () => of.facts()).catch(
      () => undefined,
    );
    if (facts === undefined) return;
    if (watch.touched !== touched || !quiet()) return forget(watch);
    if (watch.last !== undefined) this.tell(watch, watch.last, facts);
    watch.last = facts;
    watch.lastAt = at;
  }

  private tell({ of, lastAt }: Watch, before: Facts, after: Facts): void {
    for (const difference of differences(before, after, () => false)) {
      const about = of.about(difference.fact);
      if (about === undefined) continue;
      const known = this.recent.findLast(
        ({ base, at }) => base === baseOf(about.target) && at >= lastAt - attributedMs,
      );
      this.options.recorder.record({
        type: "change.seen",
        by: known?.by ?? unseenHand,
        data: {
          ...about,
          ...(known?.automatic === true && { automatic: true }),
          before: difference.before,
          after: difference.after,
          source: "facts",
          since: lastAt,
        },
      });
    }
  }

  /** Of whom a fact is that turns out to be different shortly after. */
  private remember({ at, by, data }: Extract<GamedayEvent, { type: "change.seen" }>): void {
    this.recent = [
      ...this.recent.filter((one) => one.at >= at - 2 * attributedMs),
      { base: baseOf(data.target), at, by, automatic: data.automatic === true },
    ];
  }

  private async read(): Promise<void> {
    const reported = await this.doors?.read().catch(() => []);
    const now = this.options.exMs();
    // A line without a time was written at some moment since the last look.
    const since = this.readAt;
    this.readAt = now;
    for (const { wallMs, ...change } of reported ?? []) {
      const when =
        wallMs === undefined
          ? { at: now, since }
          : { at: now - Math.max(0, this.options.clock.wallMs() - wallMs) };
      this.options.recorder.record({
        type: "change.seen",
        by: someoneHere,
        at: when.at,
        data: { ...change, source: "door", ...("since" in when && { since: when.since }) },
      });
    }
  }
}

/** What it is after the engine's hand was in it is the new "before". */
function forget(watch: Watch): void {
  watch.last = undefined;
}
