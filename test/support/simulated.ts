/**
 * A drill on the simulated stack with its parts in reach, so that a test can play fate: at a time,
 * something happens.
 */
import { scenarioSoFar } from "../../src/app/run/scenario-so-far.ts";
import { castPlayers } from "../../src/app/run/cast-players.ts";
import { catalog } from "../../src/app/scenario/catalog.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { openControl, type Control } from "../../src/app/run/open-control.ts";
import { findPaths } from "../../src/register/paths.ts";
import { simStage, type SimStage } from "../../src/stage/sim.ts";
import { Drill } from "../../src/engine/drill.ts";
import { perform, type Performance } from "../../src/engine/perform.ts";
import type { EventType, GamedayEvent } from "../../src/event/event.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory-journal.ts";
import { exerciseClock } from "../../src/kernel/clock.ts";
import { summarise, type Summary } from "../../src/metrics/summary.ts";
import type { LoadDriver } from "../../src/load/load.ts";
import { makePlan, type PlanRequest } from "../../src/plan/make-plan.ts";
import type { Plan, Scenario } from "../../src/plan/plan.ts";
import type { PlayerName } from "../../src/player/index.ts";
import type { Power } from "../../src/runtime/runtime.ts";
import { virtualClock, type VirtualClock } from "../../src/kernel/virtual-clock.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { judge, type Judgement } from "../../src/verdict/judge.ts";
import { gremlin } from "./organisation.ts";

const hot = loadScenario(findPaths(process.env, process.cwd()), "hot-mysql", process.cwd());
const runtime = { name: "sim", capabilities: new Set(["pause", "kill", "stop", "load", "mysql"]) };

/** A plan of the shipped hot-mysql for the simulated stack, changed as wanted. */
export function hotMysql(changes: Partial<Scenario> = {}, more: Partial<PlanRequest> = {}): Plan {
  return makePlan({
    scenario: { ...hot.scenario, ...changes },
    digest: hot.digest,
    seed: "7f3a",
    catalog,
    organisation: gremlin,
    runtime,
    ...more,
  });
}

/** hot-mysql's own faults, each with something changed. */
export function hotFaults(change: Partial<Scenario["faults"][string]>): Scenario["faults"] {
  return Object.fromEntries(
    Object.entries(hot.scenario.faults).map(([id, fault]) => [id, { ...fault, ...change }]),
  );
}

/** A plan of any scenario that the schema takes, for the simulated stack. */
export function planOf(scenario: unknown, seed = "7f3a"): Plan {
  return makePlan({
    scenario: scenarioSchema.parse(scenario),
    digest: "0".repeat(64),
    seed,
    catalog,
    organisation: gremlin,
    runtime,
  });
}

/** What fate may touch. */
export interface Stage extends Omit<SimStage, "use"> {
  readonly drill: Drill;
  readonly clock: VirtualClock;
  readonly control: Control;
}

export interface Script {
  readonly player?: PlayerName | "person";
  readonly mitigations?: readonly string[];
  readonly cutIdleMs?: number;
  /** The calendar at the start, milliseconds. */
  readonly wallMs?: number;
  readonly signal?: AbortSignal;
  /** How long the disk takes, milliseconds; or how it refuses. */
  readonly disk?: (clock: VirtualClock, journal: MemoryJournal) => Promise<void>;
  /** How long switching a component off or on takes, milliseconds. */
  readonly powerMs?: number;
  /** Whose load it is: the simulated driver, or one that lets it down. */
  readonly load?: (driver: LoadDriver) => LoadDriver;
  /** How capacity is measured. */
  readonly calibrate?: SimStage["ports"]["calibrate"];
  /** Acts at exercise times, milliseconds. */
  readonly acts?: readonly { readonly atMs: number; readonly act: (stage: Stage) => unknown }[];
  /** Hears each event as it is written, with the stage in reach. */
  readonly on?: (event: GamedayEvent, stage: Stage) => void;
}

export interface Played {
  readonly plan: Plan;
  readonly events: readonly GamedayEvent[];
  readonly performance: Performance;
  readonly summary: Summary;
  readonly judgement: Judgement;
  readonly stage: Stage;
}

/**
 * Plays a drill to its end on virtual time; whatever happens in it, the promise resolves as the
 * engine's does.
 */
export async function played(
  plan: Plan,
  {
    player = "idle",
    mitigations,
    cutIdleMs,
    wallMs = 0,
    signal = new AbortController().signal,
    acts = [],
    on,
    disk,
    powerMs = 0,
    load = (driver) => driver,
    calibrate,
  }: Script = {},
): Promise<Played> {
  const clock = virtualClock(wallMs);
  const exercise = exerciseClock(clock);
  const journal = memoryJournal({ clock, exMs: () => exercise.exMs() });
  const slowJournal: Journal = {
    append: (input) => journal.append(input),
    settled: () => disk?.(clock, journal) ?? Promise.resolve(),
    lastWords: () => {},
    nextSeq: 0,
    close: () => Promise.resolve(),
  };
  const { ports: quick, use, world } = simStage(plan, clock, exercise, slowJournal);
  const ports = {
    ...quick,
    load: load(quick.load),
    runtime: { ...quick.runtime, power: slow(quick.runtime.power, clock, powerMs) },
    ...(calibrate === undefined ? {} : { calibrate }),
  };
  const drill = new Drill(plan, ports);
  const control = await openControl(drill, undefined);
  const stage: Stage = { ports, world, drill, clock, control };
  if (on !== undefined) drill.recorder.listen((event) => on(event, stage));
  for (const { atMs, act } of acts) void clock.sleep(atMs).then(() => act(stage));
  const cast = castPlayers(drill, control, (action) => use(action, scenarioSoFar(drill)), {
    player,
    mitigations,
  });
  const play = async (): Promise<Performance> => {
    try {
      return await perform(drill, {
        planned: plannedFor(plan, player),
        signal,
        ...(cutIdleMs === undefined ? {} : { cutIdleMs }),
      });
    } finally {
      await cast;
    }
  };
  const performance = await clock.run(play());
  const summary = summarise(plan, journal.events);
  return {
    plan,
    events: journal.events,
    performance,
    summary,
    judgement: judge(plan, summary),
    stage,
  };
}

function plannedFor(
  { scenario, digest, seed, timeScale, profile }: Plan,
  player: string,
): Extract<GamedayEvent, { type: "drill.planned" }>["data"] {
  return {
    drill: `test-${scenario.id}`,
    runtimeWhy: "a test",
    player,
    scenario: scenario.id,
    title: scenario.title,
    kind: scenario.kind,
    scenarioVersion: scenario.version,
    digest,
    seed,
    runtime: "sim",
    timeScale,
    profile,
    gameday: "test",
    host: { cpus: 0, memoryMiB: 0, platform: "none", node: "none" },
  };
}

/** Real components take their time to stop and to start. */
function slow(power: Power, clock: VirtualClock, ms: number): Power {
  if (ms === 0) return power;
  const after = (act: (id: string) => Promise<void>) => (id: string) =>
    clock.sleep(ms).then(() => act(id));
  return {
    ...power,
    pause: after(power.pause),
    resume: after(power.resume),
    kill: after(power.kill),
    stop: after(power.stop),
    start: after(power.start),
  };
}

/** The events of one type, in order. */
export function only<T extends EventType>(
  events: readonly GamedayEvent[],
  type: T,
): readonly Extract<GamedayEvent, { type: T }>[] {
  return events.filter((event): event is Extract<GamedayEvent, { type: T }> => event.type === type);
}

/** What truth went through, in order. */
export const truths = (events: readonly GamedayEvent[]): readonly string[] =>
  only(events, "truth.changed").map(({ data }) => data.state);
