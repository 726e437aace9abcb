/**
 * What can happen in a drill, as data. The journal is a list of these; reports, the terminal,
 * verdicts, metrics and even the healing of a dead drill are folds over it. The envelope never
 * migrates; `data` is versioned by `v`.
 */

/** Who wrote or caused an event. */
export interface Actor {
  readonly id: string;
  readonly kind: "engine" | "monitor" | "bot" | "person";
  readonly roles: readonly string[];
}

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

export type EventType = keyof EventData;

/** How to take a fault back: data, so that another process can do it from the journal. */
export type Undo =
  | { readonly do: "resume"; readonly target: string }
  | { readonly do: "start"; readonly target: string }
  | { readonly do: "end-flow"; readonly flow: string }
  | {
      readonly do: "remove-toxic";
      readonly api: string;
      readonly link: string;
      readonly toxics: readonly string[];
    }
  | { readonly do: "enable-link"; readonly api: string; readonly link: string }
  | {
      readonly do: "heal-links";
      readonly api: string;
      readonly links: readonly { readonly link: string; readonly toxics: readonly string[] }[];
    }
  /** What a component may use of the machine; null where nothing bounded it. */
  | {
      readonly do: "allow";
      readonly target: string;
      readonly limits: {
        readonly cpus?: number | null;
        readonly memoryBytes?: number | null;
        readonly memoryAndSwapBytes?: number | null;
      };
    }
  /** Each component back to its places on its networks. */
  | {
      readonly do: "rejoin";
      readonly target: string;
      readonly places: Readonly<Record<string, readonly NetworkPlace[]>>;
    }
  | { readonly do: "remove-file"; readonly target: string; readonly file: string }
  | { readonly do: "end-sessions"; readonly target: string; readonly sessions: string };

/** Where a component stood on a network. */
interface NetworkPlace {
  readonly network: string;
  readonly aliases: readonly string[];
  readonly address?: string;
  readonly address6?: string;
  readonly links?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
}

export type TruthState = "armed" | "active" | "detectable" | "contained" | "recurred" | "cleared";
/**
 * Whose work it was that the service was restored. `players`: a deed is on record. `fault-ended`: a
 * fault or its lease ran out.
 * `itself`: neither, no change by anybody was seen that can have helped. `nobody-needed` stands in
 * old journals alone.
 */
export type ContainedBy = "players" | "fault-ended" | "itself" | "nobody-needed";
export type DeclaredState =
  | "observed"
  | "declared"
  | "acknowledged"
  | "mobilised"
  | "diagnosing"
  | "mitigating"
  | "mitigated"
  | "monitoring"
  | "resolved"
  | "reviewing"
  | "verified"
  | "closed"
  | "false-alarm"
  | "merged"
  | "reopened";
export type Phase = "up" | "steady" | "break" | "respond" | "heal" | "over";
export type Verdict = "pass" | "fail" | "unknown";

/**
 * One second of one flow, by the *scheduled* second of each request. Complete: every offered
 * request ended in one way.
 */
export interface LoadBin {
  readonly flow: string;
  /** Exercise second that the requests were scheduled in. */
  readonly second: number;
  readonly offered: number;
  readonly good: number;
  /** Answered well, but later than the journey allows. */
  readonly slow: number;
  /** A wrong status, or a broken connection. */
  readonly error: number;
  readonly timeout: number;
  /** Never sent, because the generator or its connections were full. */
  readonly unsent: number;
  /** 429 or 403: refused by a limiter or a block. */
  readonly rejected: number;
  /** Users whose request failed in this flow for the first time in this drill. */
  readonly newlyHurt: number;
  /**
   * Their numbers. The same number in flows of one cohort is the same user; without them, users of
   * several flows cannot be told apart.
   */
  readonly hurt?: readonly number[];
  /**
   * What requests in `error` and `rejected` met, as far as it is known: a status code, `broken`
   * (connection), `tls` and why (no secure connection came about), `body` (not what the next step
   * needs).
   */
  readonly causes?: Readonly<Record<string, number>>;
  /** Latency from the scheduled time of answered requests, milliseconds; 0 without any. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** How late requests left, 99th percentile, milliseconds. */
  readonly lateP99: number;
  /** Extra attempts of this second's requests; only with a retry policy. */
  readonly retries?: number;
  /**
   * Journeys begun: offered requests that are a first step. Only of journeys with several steps.
   */
  readonly begun?: number;
  /**
   * What a user's own script has planned for this second by its own options, as a measure to
   * compare seconds by; not requests.
   */
  readonly scripted?: number;
}

/**
 * What is true of a target, as far as a drill can change it: name → a value that compares as it
 * stands (lists sorted and joined). Null: it could not be told.
 */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** A fact of a target that is not as it was before the faults. */
export interface Difference {
  readonly fact: string;
  /** Null when it could not be told. */
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
  /**
   * Left behind: false on a part of our own stack where people may have changed it, or nobody can
   * tell any more, because it is thrown away.
   */
  readonly residue: boolean;
}

/** What kind of thing somebody changed. `request`: a changing request that names nothing closer. */
export type ChangeOf =
  | "power"
  | "configuration"
  | "route"
  | "limit"
  | "account"
  | "variable"
  | "schema"
  | "session"
  | "request"
  | "file";

/**
 * How a change came to be known: a component reported it (`door`), it was a statement (`sql`) or a
 * tool of ours (`tool`), the runtime saw it (`runtime`), or a fact of the stack is not what it was
 * (`facts`).
 */
export type ChangeSource = "door" | "sql" | "tool" | "runtime" | "facts";

/** A change of the stack that the engine did not make. */
export interface Change {
  /** What was changed: a component (`api`, `db`, `api/1`), or a link. */
  readonly target: string;
  /** The component whose door it was, where that is another one. */
  readonly via?: string;
  readonly what: ChangeOf;
  /** In words: `customer 9007`, `variable max_connections`. */
  readonly fact: string;
  /** Null when it is not known, or was not there. */
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
  readonly source: ChangeSource;
  /** A program of the system did it, not people. */
  readonly automatic?: true;
  /**
   * Where nobody said when it was: it had not happened at this exercise millisecond, so the change
   * lies between this and the event's `at`.
   */
  readonly since?: number;
}

/**
 * How this machine was over a stretch of time, in CPUs: 1 is one of them all the time. Null: not
 * known on this system.
 */
export interface MachineSample {
  readonly forMs: number;
  /** That programs here may use at most. */
  readonly cpus: number;
  /** Used by the drill itself, by all other programs, and by the host of a virtual machine. */
  readonly oursCpus: number | null;
  readonly othersCpus: number | null;
  readonly stealCpus: number | null;
  /** What others left for the drill, used or not. */
  readonly leftCpus: number | null;
  /** CPU time of one piece of constant work, microseconds: the smaller, the faster a CPU. */
  readonly workUs: number | null;
}

export interface Residue {
  readonly what:
    | "process"
    | "port"
    | "file"
    | "container"
    | "network"
    | "volume"
    | "toxic"
    | "account"
    | "state"
    | "other";
  readonly detail: string;
}

/** Something a person did with a tool, as far as the drill saw it. */
export interface Artefact {
  readonly command: string;
  /** What it printed, cut at 16 KiB. */
  readonly output: string;
  readonly exit: number;
}

export interface EventData {
  // ── the drill's life
  "drill.planned": {
    drill: string;
    scenario: string;
    variant?: string;
    title: string;
    kind: "Drill" | "Test";
    scenarioVersion: number;
    digest: string;
    seed: string;
    runtime: string;
    runtimeWhy: string;
    timeScale: number;
    profile: string;
    player: string;
    gameday: string;
    rerunOf?: { drill?: string; corrective: string };
    blind?: true;
    host: { cpus: number; memoryMiB: number; platform: string; node: string };
  };
  "drill.phase": { phase: Phase };
  "drill.note": { text: string };
  /**
   * `why`: what ended the play. `aborted`: an abort condition of the scenario; `watchdog`: its
   * command was gone or silent.
   */
  "drill.ended": {
    why:
      | "resolved"
      | "limit"
      | "held"
      | "gate"
      | "interrupted"
      | "stopped"
      | "error"
      | "decided"
      | "aborted"
      | "watchdog";
    detail: string;
    verdict?: "fail";
  };
  "component.state": {
    component: string;
    state: "starting" | "running" | "paused" | "stopped" | "exited";
    address?: string;
    port?: number;
    pid?: number;
    detail?: string;
  };
  /**
   * `windows`: what each short window gave, the best of which counts; `machine`: how the machine
   * was meanwhile; `noisy`: somebody else may have made it lower than it is.
   */
  "calibration.measured": {
    name: string;
    value: number;
    unit: string;
    detail: string;
    windows?: readonly number[];
    machine?: MachineSample;
    noisy?: boolean;
  };
  /**
   * The same measurement once more: before the fault when the first was noisy, or after the play
   * when nobody changed what it measures.
   */
  "calibration.repeated": {
    name: string;
    when: "before-break" | "after-play";
    value: number;
    unit: string;
    detail: string;
    machine?: MachineSample;
  };
  "plan.resolved": {
    values: Record<string, number | string | boolean>;
    flows: Record<string, number>;
  };
  /** `judged`: the exercise seconds [from, to) that a Test's gate looked at. */
  "gate.checked": {
    gate: "baseline" | "mustBreak" | "mustHold" | "baseline-again";
    met: boolean;
    detail: string;
    judged?: { readonly fromSecond: number; readonly toSecond: number };
  };
  // ── faults
  /**
   * `leaseMs`: so long after it is applied it ends by itself, by its mechanism or by the watchdog's
   * clock, whatever becomes of the command.
   */
  "fault.armed": {
    fault: string;
    id: string;
    target: string;
    with: Record<string, unknown>;
    undo: Undo;
    leaseMs?: number;
  };
  "fault.applied": { id: string };
  "fault.verified": { id: string; ok: boolean; evidence: string };
  /**
   * It was verified and works no longer, although nobody of ours has undone it; so long after it
   * was applied it was last seen to work.
   */
  "fault.lapsed": { id: string; evidence: string; workedMs: number };
  /**
   * The same of a fault that is over when its effect is: a restart, a kill that a supervisor
   * repaired.
   */
  "fault.spent": { id: string; evidence: string; workedMs: number };
  "fault.undone": { id: string; ok: boolean; evidence: string; why: "ended" | "heal" };
  "fault.failed": { id: string; doing: "apply" | "verify" | "undo"; message: string };
  // ── measurements
  "load.started": { driver: string; flows: Record<string, number> };
  /** `journey`: what an extra flow begins to do, or turns to after it was refused. */
  "load.changed": { flow: string; perSecond: number; journey?: string };
  "load.bin": LoadBin;
  /**
   * Requests of this second left late, by more than a tenth of the journey's time-out. `flow` is
   * missing in old journals.
   */
  "load.saturated": { flow?: string; second: number; lateP99: number; limit: number };
  /** In this second fewer journeys of a flow began than were due. */
  "load.short": { flow: string; second: number; due: number; sent: number };
  /** From this second on nothing is known of a flow: its generator stands still, or is gone. */
  "load.stalled": { flow: string; second: number };
  /**
   * The generator of a flow ended although nobody asked for it. `second`: from it on nothing is
   * known.
   */
  "load.ended": {
    flow: string;
    second: number;
    how: "done" | "thresholds" | "marked" | "stopped" | "broken";
    why: string;
    ranMs?: number;
  };
  "load.stopped": Record<string, never>;
  /**
   * A threshold of a user's own k6 script, as it stood when the script ended; without a metric, the
   * script marked itself as failed. `ok: null`: k6 was gone before it had judged it.
   */
  "load.threshold": { flow: string; metric?: string; threshold: string; ok: boolean | null };
  /** What a probe can say once the play is over, before anything is healed. */
  "probe.concluded": {
    signal: string;
    probe: string;
    facts: Readonly<Record<string, number | string | null>>;
  };
  "machine.sample": MachineSample;
  /**
   * `keys`: what the value is the sum of, by key (a limiter's decisions by customer); the largest
   * few dozen.
   */
  "probe.sample": {
    signal: string;
    value: number | string | null;
    unit: string;
    error?: string;
    keys?: Readonly<Record<string, number>>;
  };
  // ── what the engine knows
  "truth.changed": { state: TruthState; by?: ContainedBy; detail: string };
  /** The first bad second; the impact window opens here. */
  "impact.started": { second: number; slis: readonly string[] };
  /**
   * `by`: the person whose tool it was, `someoneHere` at a door of a component, `unseenHand` when
   * only its effect is known.
   */
  "change.seen": Change;
  "action.detected": {
    mitigation: string;
    kind: "correct" | "partial" | "wrong" | "harmful";
    cost?: string;
  };
  // ── what monitoring says
  "alert.fired": { alert: string; text: string; page: string; copy: number };
  "alert.cleared": { alert: string };
  "page.sent": { to: string; text: string };
  /** `to`: the role that was paged. */
  "page.acked": { to: string };
  // ── what people say and do
  "incident.declared": { level: number; name: string; text: string; deadlineEx: number | null };
  "incident.state": { state: DeclaredState; text?: string; premature?: boolean };
  "incident.severity": {
    from: number;
    to: number;
    why: string;
    automatic: boolean;
    deadlineEx: number | null;
  };
  "incident.assigned": { role: string; to: string };
  "incident.updated": { text: string; audience: string };
  "message.posted": { channel: string; text: string };
  /** `unsourced`: nothing in its command is known to look at the system. */
  "evidence.proved": {
    evidence: string;
    statement: string;
    artefact: Artefact;
    how: string;
    unsourced?: true;
  };
  "evidence.refused": { evidence: string; why: string; artefact: Artefact };
  "hint.given": { about: string; text: string; cost: number };
  "note.added": { text: string };
  /** A tool of ours was used: `gameday sql`, a scripted player's request. */
  "tool.used": { tool: "sql" | "http" | "kill-loop" | "log"; summary: string; detail?: string };
  "verb.refused": { verb: string; why: string };
  // ── the end
  "heal.started": { why: string };
  "heal.step": { what: string; ok: boolean; detail?: string };
  /**
   * Before the first fault: what healing must bring back. `target` as faults name theirs; `load`
   * for the load.
   */
  "restoration.captured": { target: string; facts: Facts };
  /**
   * After the faults were undone, before the stack goes: how many facts were looked at, and which
   * are not as they were.
   */
  "restoration.checked": { target: string; facts: number; differences: readonly Difference[] };
  /** The user gave up a target that could not be healed; `left`: what remains of it. */
  "target.forgotten": { target: string; left: string };
  "heal.done": { residue: readonly Residue[]; tookMs: number };
}

/** Events that change what is true, and so are on disk (fdatasync) before anything else happens. */
export const durable: ReadonlySet<EventType> = new Set<EventType>([
  "drill.planned",
  "drill.phase",
  "drill.ended",
  "gate.checked",
  "fault.armed",
  "fault.applied",
  "fault.verified",
  "fault.lapsed",
  "fault.spent",
  "fault.undone",
  "fault.failed",
  "truth.changed",
  "incident.declared",
  "incident.state",
  "incident.severity",
  "evidence.proved",
  "heal.started",
  "restoration.captured",
  "restoration.checked",
  "target.forgotten",
  "heal.done",
]);

export const engineActor: Actor = { id: "engine", kind: "engine", roles: [] };
export const monitorActor: Actor = { id: "monitor", kind: "monitor", roles: [] };
/** Whoever used a door of a component: people have no identities there. */
export const someoneHere: Actor = { id: "someone on this host", kind: "person", roles: [] };
/** Only the facts show that something was changed. */
export const unseenHand: Actor = { id: "outside of our view", kind: "person", roles: [] };
