import type { Doors, Reported } from "../engine/change-watch.ts";
import type { Ports } from "../engine/ports.ts";
import type { Artefact } from "../event/play.ts";
import type { Sessions } from "../fault/fault.ts";
import { faults } from "../fault/index.ts";
import type { Journal } from "../journal/journal.ts";
import type { ExerciseClock } from "../kernel/clock.ts";
import { matchHere } from "../kernel/pattern.ts";
import { simDriver } from "../load/sim.ts";
import { simMachine } from "../machine/sim.ts";
import type { Action, Plan, Scenario } from "../plan/plan.ts";
import { resolveScenario } from "../plan/resolve.ts";
import { probes } from "../probe/index.ts";
import type { OpenProbe, Probe, Reading } from "../probe/probe.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { createSimRuntime } from "../runtime/sim/sim-runtime.ts";
import { SimWorld } from "../runtime/sim/world.ts";
import type { VirtualClock } from "../kernel/virtual-clock.ts";
import { simProof } from "./sim-proof.ts";
import { simLinks } from "./sim-links.ts";
import { ActionSignals } from "./sim-signals.ts";

/**
 * What a simulated stack can serve per second when nothing else uses its machine; its figure of
 * every calibration then.
 */
const simCapacity = 10;

export interface SimStage {
  readonly ports: Ports;
  /** Carries out what a scripted player does. */
  readonly use: (action: Action, scenario: Scenario) => Promise<Artefact>;
  /** The stack itself, for tests that break it. */
  readonly world: SimWorld;
}

/** Ports on the simulated stack: no I/O, virtual time, the same engine. */
export function simStage(
  plan: Plan,
  clock: VirtualClock,
  exercise: ExerciseClock,
  journal: Journal,
): SimStage {
  const world = new SimWorld(simCapacity);
  const runtime = createSimRuntime(world);
  const scenario = measured(plan);
  const signals = new ActionSignals(scenario);
  const take = (name: string): void => {
    const mitigation = scenario.mitigations[name];
    if (mitigation === undefined) return;
    signals.take(mitigation);
    if (mitigation.sim !== undefined) world.take(mitigation.sim);
  };
  return {
    ports: {
      clock,
      exercise,
      journal,
      runtime,
      load: simLoad(plan, scenario, world, clock),
      links: linksIn(world, scenario),
      faults,
      choices: [],
      probes: simProbes(world, signals, scenario),
      calibrate: async () => ({ value: world.capacity, detail: "simulated" }),
      machine: simMachine(clock, () => world.speed),
      probeWorld: () => noProbeWorld(runtime, clock),
      passwordOf: () => "",
      seedSql: () => undefined,
      sessions: () => simSessions(world),
      doors: () => simDoors(world, scenario),
      carryOut: async (mitigation) => take(mitigation),
      tickMs: 1_000,
    },
    use: async (action, resolved) => simUse(action, resolved, { take, broken: world.isBroken }),
    world,
  };
}

/** Load that the world answers; a flow that the scenario does not have is a surge. */
function simLoad(
  plan: Plan,
  scenario: Scenario,
  world: SimWorld,
  clock: VirtualClock,
): Ports["load"] {
  const journeyOf = (flow: string): string | undefined =>
    scenario.load.flows[flow]?.journey ?? surgeJourney(plan, flow);
  return simDriver(
    clock,
    ({ id, perSecond }, offered) => {
      if (scenario.load.flows[id] === undefined) world.surges.set(id, perSecond);
      const to = scenario.load.journeys[journeyOf(id) ?? ""]?.to ?? "";
      return world.serve({ id, to, perSecond }, offered);
    },
    (flow) => world.surges.delete(flow),
  );
}

function linksIn(world: SimWorld, scenario: Scenario): Ports["links"] {
  return simLinks((name, impediment) => {
    const [base = name, replica] = name.split(".");
    const link = scenario.links[base];
    if (link === undefined) return;
    const to = replica === undefined ? link.to : `${link.to}/${replica}`;
    world.impede(link.from, to, impediment);
  });
}

/** Every probe, reading from the world. */
function simProbes(world: SimWorld, signals: ActionSignals, scenario: Scenario): Ports["probes"] {
  const simulated = [...probes].map(([name, probe]) => {
    const open: Probe<unknown>["open"] = (_world, target, params) => {
      const signal = signalOf(scenario, name, target, params);
      return simProbe(world, signals, { probe: name, target, params, signal });
    };
    return [name, { ...probe, open }] as const;
  });
  return new Map(simulated);
}

/** Nothing real can be probed here. */
function noProbeWorld(
  runtime: Pick<Runtime, "power">,
  clock: VirtualClock,
): ReturnType<Ports["probeWorld"]> {
  return {
    endpoints: () => [],
    matching: matchHere,
    mysql: () => Promise.reject(new Error("simulated")),
    power: runtime.power,
    logs: () => [],
    get: () => Promise.reject(new Error("simulated")),
    connectMs: async () => 1,
    exchange: () => Promise.reject(new Error("simulated")),
    machine: () => Promise.reject(new Error("simulated")),
    wallMs: () => clock.wallMs(),
    monoMs: () => clock.monoMs(),
    close: async () => {},
  };
}

/** What is done to the simulated stack is reported as a component's own door would. */
function simDoors(world: SimWorld, scenario: Scenario): Doors {
  const reported: Reported[] = [];
  world.onTake(({ admits, relieves, restarts }) => {
    for (const [flow, share] of Object.entries(admits ?? {}))
      reported.push({
        target: doorOf(flow, scenario),
        what: "limit",
        fact: `share of ${flow} let in`,
        before: null,
        after: share,
      });
    const [inner = ""] = Object.keys(scenario.stack);
    if (relieves !== undefined)
      reported.push({
        target: inner,
        what: "request",
        fact: "cost of heavy work",
        before: null,
        after: relieves,
      });
    if (restarts !== undefined)
      reported.push({
        target: restarts,
        what: "power",
        fact: "state",
        before: "running",
        after: "restarted",
      });
  });
  return { read: async () => reported.splice(0), close: async () => {} };
}

/** What the first journey of users talks to: a surge's flow is in no scenario. */
function doorOf(flow: string, { load }: Scenario): string {
  return (
    load.journeys[load.flows[flow]?.journey ?? ""]?.to ?? Object.values(load.journeys)[0]?.to ?? ""
  );
}

/** Sessions that are held take what the stack can serve, twice over, until they are ended. */
function simSessions(world: SimWorld): Sessions {
  const counts = new Map<string, number>();
  return {
    open: async (id, { count }) =>
      void (counts.set(id, count), world.surges.set(id, 2 * simCapacity)),
    end: async (id) => void (counts.delete(id), world.surges.delete(id)),
    look: async (id) => ({ count: counts.get(id) ?? 0, doing: "simulated" }),
  };
}

/**
 * A journal on a real disk for a simulated drill: virtual time stops while the disk is waited for.
 */
export function simJournal(journal: Journal, clock: VirtualClock): Journal {
  return {
    get nextSeq() {
      return journal.nextSeq;
    },
    append: (input) => journal.append(input),
    settled: () => clock.hold(journal.settled()),
    lastWords: () => journal.lastWords(),
    close: () => journal.close(),
  };
}

function surgeJourney(plan: Plan, flow: string): string | undefined {
  const journey = plan.faults.find(({ id }) => id === flow)?.with["journey"];
  return typeof journey === "string" ? journey : undefined;
}

/**
 * The scenario as this stack measures it: what the engine resolves once everything is calibrated.
 */
function measured(plan: Plan): Scenario {
  const calibrations = Object.entries(plan.scenario.calibrate).map(([name, { min, max }]) => [
    name,
    Math.min(max, Math.max(min, simCapacity)),
  ]);
  return resolveScenario(plan, { ...plan.params, ...Object.fromEntries(calibrations) });
}

function signalOf(
  { signals }: Scenario,
  probe: string,
  target: string,
  params: unknown,
): string | undefined {
  return Object.keys(signals).find(
    (name) =>
      signals[name]?.probe === probe &&
      (signals[name].target ?? "") === target &&
      same(signals[name].with, params),
  );
}

interface SimReading {
  readonly probe: string;
  readonly target: string;
  readonly params: unknown;
  readonly signal: string | undefined;
}

/**
 * Real probes read real components; here each reads its own action's sign, or the world's one
 * figure, the heat of the bounded resource.
 */
function simProbe(
  world: SimWorld,
  signals: ActionSignals,
  { probe, target, params, signal }: SimReading,
): OpenProbe {
  const starts =
    typeof params === "object" && params !== null && "field" in params && params.field === "starts";
  const component = (): Reading =>
    starts ? (world.starts.get(target) ?? 0) : (world.states.get(target) ?? "exited");
  const read = (): Reading =>
    probe === "component"
      ? component()
      : ((signal === undefined ? undefined : signals.read(signal)) ?? world.threads());
  return { read, close: () => Promise.resolve() };
}

/**
 * Actions are known by their place in the scenario: a mitigation takes effect, a look at a system
 * that is broken shows what would prove it.
 */
function simUse(
  action: Action,
  scenario: Scenario,
  { take, broken }: { readonly take: (mitigation: string) => void; readonly broken: boolean },
): Artefact {
  for (const [name, mitigation] of Object.entries(scenario.mitigations))
    if (same(mitigation.action, action)) take(name);
  const looks = Object.values(scenario.evidence).filter(
    ({ canonical, background }) => same(canonical, action) && (broken || background),
  );
  const output = looks.map(({ accept }) => simProof(accept)).join("\n");
  return { command: "simulated", output, exit: 0 };
}

function same(a: unknown, b: unknown): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
