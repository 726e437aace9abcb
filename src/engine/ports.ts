/**
 * What a drill needs from outside. `app/` chooses the adapters; the engine knows only these
 * interfaces.
 */
import type { Facts } from "../event/facts.ts";
import type { Doors, Watched } from "./change-watch.ts";
import type { Clock, ExerciseClock } from "../kernel/clock.ts";
import type { Fault, LinkAnswer, Sessions } from "../fault/fault.ts";
import type { Journal } from "../journal/journal.ts";
import type { LoadDriver } from "../load/load.ts";
import type { Machine } from "../machine/machine.ts";
import type { Scenario, Value } from "../plan/plan.ts";
import type { Probe, ProbeWorld } from "../probe/probe.ts";
import type { FaultProxy, RunningProxy } from "../proxy/proxy.ts";
import type { Endpoint, Instance, Runtime } from "../runtime/runtime.ts";

export type Calibration = Scenario["calibrate"][string];

export interface CalibrationResult {
  readonly value: number;
  readonly detail: string;
  /** What each short window gave. */
  readonly windows?: readonly number[];
}

/** What the adapters may know of the running stack. */
export interface StackView {
  instances(component: string): readonly Instance[];
  endpoints(component: string): readonly Endpoint[];
  readonly runtime: Runtime;
}

/** The addresses of one listener of the proxy. */
export interface LinkAddress {
  /** Where the proxy listens. */
  readonly listen: Endpoint;
  /** Where the stack's components reach it, when that is another address. */
  readonly inside?: Endpoint;
  /** Where we reach it, when that is another address. */
  readonly outside?: Endpoint;
}

/** What links are made with. */
export interface LinkHost {
  /** Starts the proxy server. */
  start(): Promise<RunningProxy>;
  /** A free address for a listener, whose port stays free for it while its link is cut. */
  address(): Promise<LinkAddress>;
  /** A proxy server that is running already. */
  connect(api: string): FaultProxy;
  /**
   * Connects to an address and returns what comes: the response to GET on a path, or the first
   * bytes of a server that speaks first.
   */
  ask(at: Endpoint, path: string | undefined, withinMs: number): Promise<LinkAnswer>;
}

export interface Ports {
  readonly clock: Clock;
  readonly exercise: ExerciseClock;
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly load: LoadDriver;
  readonly links: LinkHost;
  /** What was chosen for this drill and why, a sentence each; written down before anything else. */
  readonly choices: readonly string[];
  readonly faults: ReadonlyMap<string, Fault<unknown>>;
  readonly probes: ReadonlyMap<string, Probe<unknown>>;
  /**
   * Measures what this machine can serve: `perSecond` of a calibration, on the running component.
   */
  calibrate(
    calibration: Calibration,
    stack: StackView,
    signal: AbortSignal,
  ): Promise<CalibrationResult>;
  /** The machine itself, where there is a real one. */
  readonly machine?: Machine;
  /** The stack as probes may see it; closed with the drill. */
  probeWorld(stack: StackView): ProbeWorld & { close(): Promise<void> };
  /**
   * The password of an account, the same on every database and store of the stack. Each drill has
   * its own.
   */
  passwordOf(account: string): string;
  /** SQL seed text of a component, placeholders filled. */
  seedSql(component: string, values: Readonly<Record<string, Value>>): string | undefined;
  /**
   * Carries out a mitigation's action before the faults of a rerun; the name is its key in the
   * scenario.
   */
  carryOut(mitigation: string, stack: StackView, signal: AbortSignal): Promise<void>;
  /**
   * What is true of a database that people or faults could change; its component, and which replica
   * of it. Not on stacks without real ones.
   */
  databaseFacts?(component: string, id: string, stack: StackView): Promise<Facts>;
  /**
   * What people do through the stack's components, as these report it (default: components report
   * nothing).
   */
  doors?(stack: StackView): Doors;
  /** Further facts that people may change, looked at while the drill runs. */
  liveFacts?(stack: StackView): readonly Watched[];
  /** Holds sessions on the stack's databases, for faults that do. */
  sessions?(stack: StackView): Sessions;
  /** How often the engine looks at the state of things, milliseconds. */
  readonly tickMs: number;
}
