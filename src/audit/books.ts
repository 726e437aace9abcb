/**
 * What the journal says, event by event, as far as an audit needs it. It keeps no second of
 * anybody's conclusions but those that it checks.
 */
import type { EventData, GamedayEvent } from "../event/event.ts";
import { addBin, noBins, type FlowBins } from "./seconds.ts";

/** One fault from its intent to its end. Exercise milliseconds. */
export interface FaultLife {
  readonly id: string;
  readonly armedMs: number;
  readonly leaseMs: number | undefined;
  appliedMs: number | undefined;
  /** When it was proven gone, or was seen to be gone without anybody's undo. */
  endedMs: number | undefined;
  readonly looks: { readonly atMs: number; readonly ok: boolean; readonly evidence: string }[];
  readonly failures: { readonly doing: string; readonly message: string }[];
  /**
   * It stopped working before anybody of ours undid it: when that was noticed, and what was seen.
   */
  lapsed: { readonly atMs: number; readonly evidence: string } | undefined;
}

/**
 * How wall clock and exercise time go together from some moment on; another one after each pause
 * and each change of the wall clock.
 */
export interface Offset {
  /** Exercise milliseconds from which it counts. */
  readonly fromMs: number;
  /** Wall clock, milliseconds since 1970, at exercise time 0. */
  readonly zeroWallMs: number;
}

export interface Books {
  readonly flows: ReadonlyMap<string, FlowBins>;
  readonly faults: ReadonlyMap<string, FaultLife>;
  readonly gates: readonly (EventData["gate.checked"] & { readonly atMs: number })[];
  /** Requests per second that each flow was to send, newest last. */
  readonly rates: ReadonlyMap<
    string,
    readonly { readonly atMs: number; readonly perSecond: number }[]
  >;
  /**
   * From which second on nothing is known of a flow, because its generator ended. One that has
   * only stalled may continue, and its seconds are there or missing.
   */
  readonly silences: readonly {
    readonly flow: string;
    readonly second: number;
    readonly why: string;
  }[];
  readonly thresholds: readonly EventData["load.threshold"][];
  readonly truths: readonly (EventData["truth.changed"] & { readonly atMs: number })[];
  readonly deadlines: readonly { readonly atMs: number; readonly deadlineMs: number | null }[];
  /**
   * Actions that may have restored the service: listed mitigations that were seen to work, and
   * changes of the stack.
   */
  readonly deeds: readonly {
    readonly what: "mitigation" | "change";
    readonly sinceMs: number;
    readonly atMs: number;
  }[];
  /** Exercise milliseconds at which the drill was paused. */
  readonly pauses: readonly number[];
  readonly offsets: readonly Offset[];
  readonly values: EventData["plan.resolved"]["values"];
  readonly planned: boolean;
  readonly ended: EventData["drill.ended"] | undefined;
  /** The first second that users are said to have felt, exercise milliseconds. */
  readonly impactMs: number | undefined;
  readonly healMs: number | undefined;
  readonly healed: EventData["heal.done"] | undefined;
  readonly healSteps: readonly EventData["heal.step"][];
  readonly sound: boolean;
}

/**
 * Wall clocks are read to the millisecond and written by others: closer than this they are the
 * same.
 */
const sameOffsetMs = 250;

type Lists =
  | "silences"
  | "gates"
  | "thresholds"
  | "truths"
  | "deadlines"
  | "deeds"
  | "pauses"
  | "offsets"
  | "healSteps";
type Mutable<T> = T extends readonly (infer Item)[]
  ? Item[]
  : T extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T;
type Open = {
  -readonly [K in keyof Books]: K extends Lists | "flows" | "faults" | "rates"
    ? Mutable<Books[K]>
    : Books[K];
};

/** The journal as a fold; `books` may be read after the last event. */
export function keepBooks(): { take(event: GamedayEvent): void; readonly books: Books } {
  const books: Open = {
    flows: new Map(),
    faults: new Map(),
    rates: new Map(),
    silences: [],
    gates: [],
    thresholds: [],
    truths: [],
    deadlines: [],
    deeds: [],
    pauses: [],
    offsets: [],
    healSteps: [],
    values: {},
    planned: false,
    ended: undefined,
    impactMs: undefined,
    healMs: undefined,
    healed: undefined,
    sound: true,
  };
  const time = clockOf(books);
  const take = (event: GamedayEvent): void => {
    time(event);
    if (event.type === "load.bin") return takeBin(books.flows, event.data);
    takeFault(books.faults, event);
    takeLife(books, event);
    takeWord(books, event);
  };
  return { take, books };
}

/**
 * Are events missing, when did the drill stand still, and what had the wall clock to do with
 * exercise time?
 */
function clockOf(books: Open): (event: GamedayEvent) => void {
  let [nextSeq, stoodStillMs] = [0, 0];
  return ({ seq, mono, ex, wall }) => {
    if (seq !== nextSeq) books.sound = false;
    nextSeq = seq + 1;
    if (seq === 0) stoodStillMs = mono - ex;
    // Exercise time falls behind the monotonic clock by exactly the time for which the drill was
    // paused.
    if (mono - ex > stoodStillMs + 1) books.pauses.push(ex);
    stoodStillMs = Math.max(stoodStillMs, mono - ex);
    const zeroWallMs = Date.parse(wall) - ex;
    if (Math.abs(zeroWallMs - (books.offsets.at(-1)?.zeroWallMs ?? Number.NaN)) <= sameOffsetMs)
      return;
    books.offsets.push({ fromMs: seq === 0 ? Number.NEGATIVE_INFINITY : ex, zeroWallMs });
  };
}

function takeBin(flows: Open["flows"], bin: EventData["load.bin"]): void {
  let bins = flows.get(bin.flow);
  if (bins === undefined) flows.set(bin.flow, (bins = noBins()));
  addBin(bins, bin);
}

/** The drill's own life, and what its generator was to send. */
function takeLife(books: Open, event: GamedayEvent): void {
  if (event.type === "drill.planned") books.planned = event.seq === 0;
  if (event.type === "plan.resolved") books.values = event.data.values;
  if (event.type === "drill.ended") books.ended = event.data;
  if (event.type === "heal.started") books.healMs = event.at;
  if (event.type === "heal.step") books.healSteps.push(event.data);
  if (event.type === "heal.done") books.healed = event.data;
  if (event.type === "load.ended")
    books.silences.push({ ...event.data, why: `its generator ended: ${event.data.why}` });
  for (const [flow, perSecond] of ratesOf(event))
    books.rates.set(flow, [...(books.rates.get(flow) ?? []), { atMs: event.at, perSecond }]);
}

function ratesOf(event: GamedayEvent): readonly (readonly [flow: string, perSecond: number])[] {
  if (event.type === "load.started") return Object.entries(event.data.flows);
  return event.type === "load.changed" ? [[event.data.flow, event.data.perSecond]] : [];
}

/** What was concluded and said. */
function takeWord(books: Open, event: GamedayEvent): void {
  if (event.type === "gate.checked") books.gates.push({ ...event.data, atMs: event.at });
  if (event.type === "load.threshold") books.thresholds.push(event.data);
  if (event.type === "truth.changed") books.truths.push({ ...event.data, atMs: event.at });
  if (event.type === "impact.started") books.impactMs ??= event.data.second * 1_000;
  if (
    event.type === "action.detected" &&
    (event.data.kind === "correct" || event.data.kind === "partial")
  )
    books.deeds.push({ what: "mitigation", sinceMs: event.at, atMs: event.at });
  // What only the facts show was done at some time since they were looked at before.
  if (event.type === "change.seen")
    books.deeds.push({ what: "change", sinceMs: event.data.since ?? event.at, atMs: event.at });
  if (event.type === "incident.declared" || event.type === "incident.severity")
    books.deadlines.push({ atMs: event.at, deadlineMs: event.data.deadlineEx });
}

function takeFault(faults: Open["faults"], event: GamedayEvent): void {
  if (event.type === "fault.armed")
    faults.set(event.data.id, life(event.data.id, event.at, event.data.leaseMs));
  if (event.type === "fault.failed") {
    const { id, doing, message } = event.data;
    if (!faults.has(id)) faults.set(id, life(id, event.at, undefined));
    faults.get(id)?.failures.push({ doing, message });
  }
  if (event.type === "fault.applied")
    change(faults, event.data.id, (fault) => (fault.appliedMs = event.at));
  if (event.type === "fault.verified")
    change(faults, event.data.id, ({ looks }) =>
      looks.push({ atMs: event.at, ok: event.data.ok, evidence: event.data.evidence }),
    );
  if (event.type === "fault.lapsed")
    change(
      faults,
      event.data.id,
      (fault) => (fault.lapsed ??= { atMs: event.at, evidence: event.data.evidence }),
    );
  if (
    event.type === "fault.spent" ||
    event.type === "fault.lapsed" ||
    (event.type === "fault.undone" && event.data.ok)
  )
    change(faults, event.data.id, (fault) => (fault.endedMs ??= event.at));
}

function life(id: string, armedMs: number, leaseMs: number | undefined): FaultLife {
  return {
    id,
    armedMs,
    leaseMs,
    appliedMs: undefined,
    endedMs: undefined,
    looks: [],
    failures: [],
    lapsed: undefined,
  };
}

function change(
  faults: ReadonlyMap<string, FaultLife>,
  id: string,
  by: (fault: FaultLife) => void,
): void {
  const fault = faults.get(id);
  if (fault !== undefined) by(fault);
}
