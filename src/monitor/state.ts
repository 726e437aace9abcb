import type { Change } from "../event/change.ts";
import type { Phase } from "../event/drill.ts";
import type { EventData } from "../event/event.ts";
import type { ContainedBy, TruthState } from "../event/truth.ts";
import type { Plan, ResolvedScenario, Scenario } from "../plan/plan.ts";
import { reachOf, type Reach } from "../plan/reach.ts";
import type { ComponentFold } from "./component.ts";
import { emptySending, longestThink, type Sending } from "./sending.ts";
import { emptySlis, type FlowSeconds, type Sli } from "./sli.ts";
import { emptySamples, type SignalSamples } from "./signal.ts";

/** A fault as the journal has it. Times are exercise milliseconds. */
export interface FaultFold {
  readonly target: string;
  /** It takes its target down: the next fall of each of its components is the fault's doing. */
  readonly takesDown: boolean;
  readonly tookDown: Set<string>;
  readonly armedAt: number;
  readonly armedSeq: number;
  /** The first second of which some request may have been under way when it was armed. */
  readonly inFlightFrom: number;
  /** It ends by itself so long after it was applied; undefined where only a person ends it. */
  readonly leaseMs: number | undefined;
  leaseEndsAt: number | undefined;
  /** It is over because its effect is, as of a restart, and acts no more. */
  spentAt: number | undefined;
  appliedAt: number | undefined;
  appliedSeq: number;
  endedAt: number | undefined;
  endedSeq: number;
}

/** The truth machine's memory. Seconds are exercise seconds. */
export interface TruthFold {
  state: TruthState | undefined;
  by: ContainedBy | undefined;
  /** The first bad second since the first fault. */
  impactSecond: number | undefined;
  /** The bin that the last `contained` named, and the second of the last `recurred`. */
  containedSecond: number | undefined;
  recurredSecond: number | undefined;
  cleared: boolean;
  /** The next second to look at: everything before it has been decided. */
  scan: number;
}

/** A change as the journal has it; `at` in exercise milliseconds. */
export interface ChangeFold extends Change {
  readonly at: number;
}

export interface Detected {
  readonly kind: EventData["action.detected"]["kind"];
  readonly at: number;
}

/**
 * Everything that monitoring and the truth machine know, owned by its reader: `observe` changes
 * it in place, so that an hour's drill costs milliseconds. Made again from the journal at any time.
 */
export interface MonitorState {
  readonly plan: Plan;
  readonly plannedFaults: number;
  /**
   * Bins that a hold lasts, and the longest that a counted request may wait for its answer, all
   * attempts included.
   */
  readonly holdSeconds: number;
  waitMs: number;
  readonly flowWaitMs: Map<string, number>;
  readonly flows: Map<string, FlowSeconds>;
  readonly sending: Sending;
  readonly flowSeq: Map<string, number>;
  readonly slis: readonly Sli[];
  readonly signals: Map<string, SignalSamples>;
  readonly components: Map<string, ComponentFold>;
  readonly faults: Map<string, FaultFold>;
  /** When the first fault began to act (it was armed), exercise milliseconds. */
  firstFaultAt: number | undefined;
  phase: Phase | undefined;
  /** When healing began: what users feel after it is our own doing. */
  healAt: number | undefined;
  readonly truth: TruthFold;
  /**
   * When service was restored; undefined while it is not, and again after a recurrence. Exercise
   * milliseconds.
   */
  containedAtMs: number | undefined;
  /** Alerts that fire, since when. */
  readonly firing: Map<string, number>;
  readonly detected: Map<string, Detected>;
  /** What people changed, as it became known. */
  readonly changes: ChangeFold[];
  /** Where a change can have helped. */
  readonly reach: Reach;
  readonly links: ReadonlySet<string>;
  /**
   * Mitigations and wrong turns that were seen *not* to hold since the first fault: only these can
   * begin to.
   */
  readonly seenNot: Set<string>;
  /** Findings that are proved, or can no longer be. */
  readonly closed: Set<string>;
  /** The newest event that showed a finding to monitoring. */
  readonly lastShown: Map<string, number>;
  /**
   * Seconds in which every SLI was below its objective, unbroken, up to the last complete one. Per
   * SLI, by its index.
   */
  readonly belowFor: number[];
  belowScan: number;
  /** Seconds to leave out of every measurement. */
  readonly leftOut: Set<number>;
}

/** With what it takes to conclude: predicates and alerts whose quantities are numbers. */
export interface LiveMonitor extends MonitorState {
  readonly scenario: ResolvedScenario;
}

/** The state before the first event. */
export function emptyState(plan: Plan, scenario: Scenario): MonitorState {
  const flowWaitMs = new Map(
    Object.keys(scenario.load.flows).map((id) => [id, longestRequest(scenario, id)]),
  );
  return {
    plan,
    plannedFaults: plan.faults.filter(({ inject }) => inject === undefined).length,
    holdSeconds: Math.max(1, Math.ceil(scenario.hold / 1_000)),
    waitMs: longestWait(scenario),
    flowWaitMs,
    flows: new Map(),
    sending: emptySending(scenario, flowWaitMs),
    flowSeq: new Map(),
    slis: emptySlis(scenario),
    signals: new Map(
      Object.entries(scenario.signals).map(([id, { every }]) => [id, emptySamples(every)]),
    ),
    components: new Map(),
    faults: new Map(),
    firstFaultAt: undefined,
    phase: undefined,
    healAt: undefined,
    truth: {
      state: undefined,
      by: undefined,
      impactSecond: undefined,
      containedSecond: undefined,
      recurredSecond: undefined,
      cleared: false,
      scan: 0,
    },
    containedAtMs: undefined,
    firing: new Map(),
    detected: new Map(),
    changes: [],
    reach: reachOf({ scenario, faults: plan.faults }),
    links: new Set(Object.keys(scenario.links)),
    seenNot: new Set(),
    closed: new Set(),
    lastShown: new Map(),
    belowFor: Object.keys(scenario.slis).map(() => 0),
    belowScan: 0,
    leftOut: new Set(),
  };
}

/** Once the expressions of the file have values: how long requests may wait for their answers. */
export function setWaits(state: MonitorState, scenario: Scenario): void {
  state.waitMs = longestWait(scenario);
  for (const id of Object.keys(scenario.load.flows)) {
    const ms = longestRequest(scenario, id);
    state.flowWaitMs.set(id, ms);
    const sent = state.sending.flows.get(id);
    if (sent !== undefined) sent.waitMs = ms + longestThink(scenario, id);
  }
}

/** The longest that a request of a flow that some SLI counts may take, milliseconds. */
function longestWait(scenario: Scenario): number {
  const flows = Object.values(scenario.slis).flatMap(({ counts }) => counts);
  return Math.max(0, ...flows.map((flow) => longestRequest(scenario, flow)));
}

/**
 * A user's own script reports a request when it is over: its seconds are kept open for two
 * seconds, and k6 gives a sign once a second.
 */
const scriptWaitMs = 4_000;

/**
 * How long a flow's journey may wait for answers in all, with every attempt and the waits before
 * them, milliseconds; 0 for an unknown flow.
 */
function longestRequest(scenario: Scenario, id: string): number {
  const flow = scenario.load.flows[id];
  const journey = flow === undefined ? undefined : scenario.load.journeys[flow.journey];
  if (journey?.script !== undefined) return scriptWaitMs;
  const policy = flow?.retry ?? journey?.retry;
  const retries =
    policy === undefined
      ? []
      : Array.from({ length: Number(policy.attempts) }, (_, retry) =>
          Math.min(policy.maxBackoff, policy.backoff * Number(policy.factor) ** retry),
        );
  const backoffs = retries.reduce((sum, ms) => sum + ms, 0);
  return (journey?.steps ?? []).reduce(
    (sum, { timeout }) => sum + timeout * (1 + retries.length) + backoffs,
    0,
  );
}

/** The first second that healing touched: nothing from there on is counted as hurt. */
export function healSecond(state: MonitorState): number {
  return state.healAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(state.healAt / 1_000);
}
