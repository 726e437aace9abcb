import type { LinkHost, Ports } from "../engine/ports.ts";
import type { Residue } from "../event/heal.ts";
import type { Artefact } from "../event/play.ts";
import type { VirtualClock } from "../kernel/virtual-clock.ts";
import type { Step } from "../mysql/server/server.ts";
import type { Action, Plan, Scenario } from "../plan/plan.ts";
import type { Clock, ExerciseClock } from "../kernel/clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { DrillMark } from "../runtime/drill-mark.ts";
import type { ImageWish } from "./choose-images.ts";
import type { RuntimeName } from "../plan/runtime-names.ts";
import type { Paths } from "../register/paths.ts";
import type { Entry } from "../register/registry.ts";
import type { Capability, Runtime } from "../runtime/runtime.ts";
import type { MissingProgram } from "../setup/program.ts";
import type { Attached, AttachWish } from "./attach-targets.ts";
import type { ToolHost } from "./load-driver.ts";
import type { Tools, ToolWish } from "./tools.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Where a stack can run. Its file loads nothing until it is asked: a watchdog sleeps beside it. */
export interface RuntimeKind {
  readonly name: RuntimeName;
  /** Does `--runtime auto` try it for this stack? */
  suits(scenario: Scenario): boolean;
  /** What a drill has there; throws a GamedayError that says what is missing and what to type. */
  available(ask: RuntimeAsk): Promise<AvailableRuntime>;
  /** Removes whatever carries a drill's mark there, but for processes to spare; answers what remains. */
  sweep?(entry: Entry, spare: readonly number[]): Promise<readonly Residue[]>;
  /** Finds components of the stack that are the user's own, and were there before us. */
  attach?(plan: Plan, wish: AttachWish): Promise<Attached | undefined>;
}

export interface RuntimeAsk {
  readonly paths: Paths;
  readonly scenario: Scenario;
  readonly wish: RuntimeWish;
  readonly env: Env;
}

export interface RuntimeWish extends ImageWish {
  /** `auto`, or the name of one. */
  readonly runtime: string;
}

/** A runtime that was looked at and has all that this stack needs. */
export interface AvailableRuntime {
  /** Why a drill can run there: what was found. Empty where there was nothing to look for. */
  readonly why: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** The engine that its components are in, for the register. */
  readonly engine?: string;
  /** A time of its own, where nothing real runs. */
  readonly time?: VirtualClock;
  /** What is fetched before the drill begins. */
  missing(): Promise<readonly MissingProgram[]>;
  tools(wish: ToolWish): Promise<Tools>;
  open(request: StageRequest): Promise<Stage>;
}

export interface StageRequest {
  readonly plan: Plan;
  /** Why the stack runs where it runs. */
  readonly runtimeWhy: string;
  readonly tools: Tools;
  readonly attached: Attached | undefined;
  /** What all that it makes is marked with. */
  readonly mark: DrillMark;
  readonly paths: Paths;
  /** Where the scenario file is: seeds and programs beside it are found. */
  readonly scenarioFolder: string;
  readonly runFolder: string;
  /** For logs that would tell a player what is broken. */
  readonly toldIn: string;
  readonly temp: string;
  /** The drill's watchdog, which healing leaves alone. */
  readonly spare: () => readonly number[];
  readonly clock: Clock;
  readonly exercise: ExerciseClock;
  readonly journal: Journal;
  readonly onStep: (step: Step) => void;
}

export interface Stage {
  readonly ports: Ports;
  /** Carries out what a scripted player does, where no tool of a person's would. */
  readonly use?: (action: Action, scenario: Scenario) => Promise<Artefact>;
}

/** What a runtime adds to the ports that all real stacks have. */
export interface RealStack {
  readonly runtime: Runtime;
  /** What its components are, for people: `containers`. */
  readonly called: string;
  /** Links that it makes itself. */
  readonly links?: LinkHost;
  /** Where a tool can run beside the stack. */
  readonly beside?: ToolHost;
}

/** What a runtime is made with. */
export interface RealStackParts {
  readonly logDir: string;
  readonly programFile: (name: string) => string;
  readonly onStep: (step: Step) => void;
}
