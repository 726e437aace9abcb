import type { Actor } from "./actor.ts";
import type { AlertEvents } from "./alert.ts";
import type { DrillEvents } from "./drill.ts";
import type { FaultEvents } from "./fault.ts";
import type { HealEvents } from "./heal.ts";
import type { IncidentEvents } from "./incident.ts";
import type { InjectEvents } from "./inject.ts";
import type { LoadEvents } from "./load.ts";
import type { LoopEvents } from "./loop.ts";
import type { MachineEvents } from "./machine.ts";
import type { PeopleEvents } from "./people.ts";
import type { MessageEvents } from "./message.ts";
import type { PlayEvents } from "./play.ts";
import type { ProbeEvents } from "./probe.ts";
import type { StackEvents } from "./stack.ts";
import type { TruthEvents } from "./truth.ts";

/**
 * What can happen in a drill, as data: every type of event and the shape of its data, family by
 * family. The journal is a list of these; reports, the terminal, verdicts, metrics and even the
 * healing of a dead drill are folds over it. The envelope never migrates; `data` is versioned by
 * `v`.
 */
export interface EventData
  extends
    AlertEvents,
    DrillEvents,
    FaultEvents,
    HealEvents,
    IncidentEvents,
    InjectEvents,
    LoadEvents,
    LoopEvents,
    MachineEvents,
    PeopleEvents,
    MessageEvents,
    PlayEvents,
    ProbeEvents,
    StackEvents,
    TruthEvents {}

export type EventType = keyof EventData;

/**
 * Who may see an event during play: `truth` is for the engine, scripted runs and the report alone.
 */
export type Sees = "truth" | "all" | readonly string[];

export interface Envelope<T extends EventType = EventType> {
  readonly v: 1;
  /** Dense, from 0. */
  readonly seq: number;
  /** ISO 8601, UTC: when it was written. */
  readonly wall: string;
  /** Monotonic milliseconds when it was written. */
  readonly mono: number;
  /** Exercise milliseconds when it was written (monotonic since the start less pauses). */
  readonly ex: number;
  /** Exercise milliseconds when it happened; for measurements that may be before `ex`. */
  readonly at: number;
  readonly by: Actor;
  readonly sees: Sees;
  readonly incident?: string;
  /** The seq that it follows from. */
  readonly cause?: number;
  readonly type: T;
  readonly data: EventData[T];
  /** Hash of the line before, hex; 64 zeros for the first. */
  readonly prev: string;
}

/** Any event, with `type` telling the shape of `data`. */
export type GamedayEvent = { [T in EventType]: Envelope<T> }[EventType];

/** An event before the journal stamps it. */
export type EventInput = {
  [T in EventType]: {
    readonly type: T;
    readonly data: EventData[T];
    readonly by?: Actor;
    readonly sees?: Sees;
    readonly at?: number;
    readonly cause?: number;
    readonly incident?: string;
  };
}[EventType];
