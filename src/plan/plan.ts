/**
 * The plan: a scenario with every random value drawn, every reference resolved and every
 * parameter in place. What depends on this machine's speed stays an expression over calibration
 * results until the engine has measured them (`resolve.ts`). Pure data, printable (`--dry-run`),
 * kept as `plan.json` in the run folder; the reading side knows the scenario from here.
 */
import type { Organisation } from "../org/organisation.ts";
import type { OnCall } from "../org/rotation/rotation.ts";
import type { Predicate, Scenario } from "../scenario/schema.ts";

export type {
  Action,
  Accept,
  Component,
  Corrective,
  Mitigation,
  MysqlComponent,
  Predicate,
  Scenario,
  Signal,
  SimplePredicate,
} from "../scenario/schema.ts";

/**
 * The scenario of a plan: defaults in place, but what depends on parameters or on this machine is
 * still an expression.
 */
export type PlannedScenario = Scenario;

/**
 * The scenario that runs: every expression evaluated, so that quantities and rates are numbers.
 * Only `resolveScenario` makes one.
 */
export type ResolvedScenario = Evaluated<Scenario>;

export type ResolvedPredicate = Evaluated<Predicate>;

/** A number or an expression becomes a number; values that may be of any kind stay as they are. */
export type Evaluated<T> = unknown extends T
  ? T
  : number extends T
    ? string extends T
      ? boolean extends T
        ? T
        : Exclude<T, string>
      : T
    : EvaluatedParts<T>;
type EvaluatedParts<T> = T extends object ? { [K in keyof T]: Evaluated<T[K]> } : T;

export type Value = number | string | boolean;

export interface PlannedComponent {
  /** `db`, or `api/1`, `api/2` for replicas. */
  readonly id: string;
  readonly component: string;
  readonly replica: number;
  readonly at: string;
  readonly region: string;
  readonly zone: string;
  readonly rack: string;
  /** 127.R.Z.H */
  readonly address: string;
}

export interface PlannedFault {
  readonly id: string;
  readonly fault: string;
  readonly target: string;
  /**
   * Of a target that is a group: ids of its components, or of the links into and out of it.
   */
  readonly members?: readonly string[];
  /** Of links: those over which the target's own components connect to others. */
  readonly leaving?: readonly string[];
  /** From the start of the break phase. */
  readonly atMs: number;
  /** It ends by itself after this; undefined: `contained + 10 m` or the drill's limit. */
  readonly forMs: number | undefined;
  readonly with: Record<string, unknown>;
  /** The inject with which it happens; it then has no time of its own. */
  readonly inject?: string;
}

/** The steps that bring the stack up, in order; a step may use what earlier ones started. */
export type PlannedStart = { readonly start: PlannedComponent } | { readonly calibrate: string };

export interface Plan {
  readonly v: 1;
  /** The scenario with defaults; `set`s of a rerun applied; params not yet substituted. */
  readonly scenario: PlannedScenario;
  /** Its file, as it was named; absent when it is one that comes with Gameday. */
  readonly file?: string;
  /** Which of the scenario's variants it is; absent when it has none. */
  readonly variant?: string;
  /** SHA-256 of the scenario's text and of the stack's that it extends, hex. */
  readonly digest: string;
  readonly seed: string;
  readonly runtime: string;
  /** Divides process durations (targets, cadences, hint and breach timers), never physics. */
  readonly timeScale: number;
  /** The organisation's id, by which runs are compared. */
  readonly profile: string;
  /** How the company runs incidents, as it was when the plan was made. */
  readonly organisation: Organisation;
  /** Whom a page reaches; absent where no rotation says so. */
  readonly onCall?: readonly OnCall[];
  readonly incidentName: string;
  /** Parameter values: given, or default. */
  readonly params: Readonly<Record<string, Value>>;
  readonly bringUp: readonly PlannedStart[];
  /** In order of `atMs`. */
  readonly faults: readonly PlannedFault[];
  /** For a rerun of a corrective action: mitigations carried out before the faults. */
  readonly first: readonly string[];
  readonly rerun: string | undefined;
}
