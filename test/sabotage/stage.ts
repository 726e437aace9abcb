/**
 * One drill on the simulated stack with its ports bent: virtual time, a journal in memory, no I/O.
 */
import { scenarioSoFar } from "../../src/app/run/scenario-so-far.ts";
import type { LoadBin } from "../../src/event/load.ts";
import { castPlayers } from "../../src/app/run/cast-players.ts";
import { openControl, type Control } from "../../src/app/run/open-control.ts";
import { simStage } from "../../src/stage/sim.ts";
import { Drill } from "../../src/engine/drill.ts";
import { perform } from "../../src/engine/perform.ts";
import type { Ports } from "../../src/engine/ports.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { exerciseClock, type Clock } from "../../src/kernel/clock.ts";
import type { LoadDriver, LoadOptions, LoadRun } from "../../src/load/load.ts";
import { identityOf } from "../../src/plan/identity.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { PlayerName } from "../../src/player/index.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";
import type { SimWorld } from "../../src/runtime/sim/world.ts";

/**
 * A second of a flow as it truly was, and what the generator says of it: nothing, something else,
 * or later.
 */
export interface Told {
  readonly truly: LoadBin;
  readonly says: LoadBin | undefined;
  readonly lateMs?: number;
}

export interface Reach {
  readonly drill: Drill;
  readonly world: SimWorld;
  readonly control: Control;
  /** Carries a mitigation out, as its action would. */
  readonly take: (mitigation: string) => Promise<unknown>;
}

/** What is done to a drill. Times are milliseconds since its beginning. */
export interface Strike {
  readonly tell?: (bin: LoadBin) => Told;
  readonly acts?: readonly { readonly atMs: number; readonly act: (reach: Reach) => unknown }[];
  readonly on?: (event: GamedayEvent, reach: Reach) => void;
  readonly ports?: (ports: Ports, clock: Clock) => Partial<Ports>;
  readonly wall?: { readonly atMs: number; readonly byMs: number };
  readonly suspend?: { readonly atMs: number; readonly byMs: number };
  /** The n-th time that the disk is waited for it refuses, and never takes anything again. */
  readonly diskFullAt?: number;
  readonly powerMs?: number;
  readonly player?: PlayerName | "person";
}

/** What the users truly got, by flow and exercise second. */
export type TrueLoad = ReadonlyMap<
  string,
  readonly ({ readonly offered: number; readonly good: number } | undefined)[]
>;

export interface Run {
  /** What is on disk for good. */
  readonly events: readonly GamedayEvent[];
  readonly truth: TrueLoad;
  /** Exercise seconds of bins that were kept back or changed, by flow. */
  readonly bent: ReadonlyMap<string, readonly number[]>;
}

/** Plays it to its end. */
export async function playSabotaged(plan: Plan, strike: Strike): Promise<Run> {
  const virtual = virtualClock(Date.UTC(2026, 10, 21));
  const clock = bentClock(virtual, strike);
  const exercise = exerciseClock(clock);
  const memory = memoryJournal({ clock, exMs: () => exercise.exMs() });
  const { journal, onDisk } = disk(memory, strike.diskFullAt);
  const { ports, use, world } = simStage(plan, { ...virtual, ...clock }, exercise, journal);
  const { load, truth, bent } = bentLoad(ports.load, clock, strike.tell ?? honest);
  const power = slow(ports.runtime.power, clock, strike.powerMs ?? 0);
  const all: Ports = { ...ports, load, runtime: { ...ports.runtime, power } };
  const drill = new Drill(plan, { ...all, ...strike.ports?.(all, clock) });
  const control = await openControl(drill, undefined);
  const take = async (name: string): Promise<unknown> => {
    const action = scenarioSoFar(drill).mitigations[name]?.action;
    return action === undefined ? undefined : use(action, scenarioSoFar(drill));
  };
  const reach: Reach = { drill, world, control, take };
  if (strike.on !== undefined) drill.recorder.listen((event) => strike.on?.(event, reach));
  for (const { atMs, act } of strike.acts ?? [])
    void virtual
      .sleep(atMs, drill.playing)
      .then(() => act(reach))
      .catch(() => {});
  const player = strike.player ?? "idle";
  const cast = castPlayers(drill, control, (action) => use(action, scenarioSoFar(drill)), {
    player,
    mitigations: undefined,
  });
  const work = perform(drill, {
    planned: {
      drill: "sabotaged",
      runtimeWhy: "a test",
      player,
      ...identityOf(plan),
      gameday: "test",
      host: { cpus: 0, memoryMiB: 0, platform: "none", node: "none" },
    },
    signal: new AbortController().signal,
    ...(player === "idle" ? { cutIdleMs: strike.acts === undefined ? 20_000 : 60_000 } : {}),
  });
  const done = async (): Promise<void> => {
    await work;
    await cast;
  };
  await virtual.run(done());
  return { events: onDisk(), truth, bent };
}

/** A calendar that is set, and a machine that sleeps: monotonic time goes on, and nothing else. */
function bentClock(clock: Clock, { wall, suspend }: Strike): Clock {
  const slept = (): number =>
    suspend !== undefined && clock.monoMs() >= suspend.atMs ? suspend.byMs : 0;
  return {
    monoMs: () => clock.monoMs() + slept(),
    wallMs: () =>
      clock.wallMs() +
      slept() +
      (wall !== undefined && clock.monoMs() >= wall.atMs ? wall.byMs : 0),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}

/** A drill of a few minutes has some thousands. */
const mostEvents = 100_000;

function disk(
  memory: ReturnType<typeof memoryJournal>,
  fullAt: number | undefined,
): { readonly journal: Journal; onDisk(): readonly GamedayEvent[] } {
  let [asked, safe] = [0, 0];
  const settled = (): Promise<void> => {
    asked += 1;
    if (fullAt !== undefined && asked >= fullAt)
      return Promise.reject(new Error("no space left on device"));
    safe = memory.events.length;
    return Promise.resolve();
  };
  const append: Journal["append"] = (input) => {
    if (memory.events.length > mostEvents) throw new Error("this drill does not end");
    return memory.append(input);
  };
  const journal: Journal = {
    append,
    settled,
    lastWords: () => {},
    get nextSeq() {
      return memory.nextSeq;
    },
    close: () => Promise.resolve(),
  };
  return {
    journal,
    onDisk: () =>
      fullAt !== undefined && asked >= fullAt ? memory.events.slice(0, safe) : memory.events,
  };
}

export const honest = (bin: LoadBin): Told => ({ truly: bin, says: bin });

function bentLoad(
  driver: LoadDriver,
  clock: Clock,
  tell: (bin: LoadBin) => Told,
): {
  readonly load: LoadDriver;
  readonly truth: TrueLoad;
  readonly bent: ReadonlyMap<string, readonly number[]>;
} {
  const truth = new Map<string, ({ offered: number; good: number } | undefined)[]>();
  const bent = new Map<string, number[]>();
  const start = async (options: LoadOptions): Promise<LoadRun> => {
    let over = false;
    const ready = new Map<string, number>();
    const onBin = (bin: LoadBin): void => {
      const { truly, says, lateMs = 0 } = tell(bin);
      note(truth, bin.flow)[bin.second] = { offered: truly.offered, good: truly.good };
      if (says !== truly) note(bent, bin.flow).push(bin.second);
      if (says === undefined) return;
      // Seconds come in order: one that is late keeps those behind it back.
      const at = Math.max(clock.monoMs() + lateMs, ready.get(bin.flow) ?? 0);
      ready.set(bin.flow, at);
      if (at <= clock.monoMs()) return options.onBin(says);
      void clock.sleep(at - clock.monoMs()).then(() => (over ? undefined : options.onBin(says)));
    };
    const run = await driver.start({ ...options, onBin });
    return { ...run, stop: () => ((over = true), run.stop()) };
  };
  return { load: { name: driver.name, start }, truth, bent };
}

function note<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

function slow(
  power: Ports["runtime"]["power"],
  clock: Clock,
  ms: number,
): Ports["runtime"]["power"] {
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
