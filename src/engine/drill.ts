import { monitorActor } from "../event/actor.ts";
import type { Phase } from "../event/drill.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import { automation } from "../incident/automatic.ts";
import { evolve, initialIncident, type IncidentState } from "../incident/incident.ts";
import type { Profile } from "../incident/profile.ts";
import { faultWorld } from "../fault/fault.ts";
import type { LoadFlow } from "../load/load.ts";
import { isHoldRunning } from "../monitor/contained.ts";
import { breached } from "../monitor/breach.ts";
import { judgedWindows, type JudgedWindow, type MustHold } from "../monitor/judged.ts";
import { conclude, initialMonitor, observe, type MonitorState } from "../monitor/monitor.ts";
import { heldFor, holds } from "../monitor/predicate.ts";
import { isContained } from "../monitor/truth.ts";
import { requestLines } from "../plan/dashboards.ts";
import { flowOf } from "../plan/journey.ts";
import type { Plan, Predicate, Scenario } from "../plan/plan.ts";
import { baseOf } from "../plan/reach.ts";
import { resolveScenario } from "../plan/resolve.ts";
import { ChangeWatch } from "./change-watch.ts";
import { FaultKeeper } from "./fault-keeper.ts";
import { DrillLinks } from "./links.ts";
import { watchMachine } from "./machine-watch.ts";
import { PausableLoad } from "./pausable-load.ts";
import { Pause } from "./pause.ts";
import type { Ports } from "./ports.ts";
import { Recorder } from "./recorder.ts";
import { Restoration } from "./restoration.ts";
import { sample } from "./sampler.ts";
import { Stack } from "./stack.ts";
import { surgeOn } from "./surge.ts";
import { Waiters } from "./waiter.ts";

/** Why the play is over. The first reason counts. */
export interface Ending {
  readonly why:
    | "resolved"
    | "limit"
    | "held"
    | "gate"
    | "interrupted"
    | "stopped"
    | "error"
    | "decided"
    | "aborted";
  readonly detail: string;
  /** Of an abort that answers the question. */
  readonly verdict?: "fail";
}

/** Thrown through the play to end it; everything else that is thrown is an error of the drill. */
export class Ended extends Error {
  readonly ending: Ending;
  /** `cause`: what broke, when it was an error. */
  constructor(ending: Ending, cause?: unknown) {
    super(ending.detail, { cause });
    this.ending = ending;
  }
}

/**
 * Faults without a duration go on this long after the users are back (`until: contained+10m`).
 * Physics, so never scaled.
 */
const afterContainedMs = 600_000;

/** A recovery is not concluded for so long while the stack cannot be looked at. Milliseconds. */
const longestLookMs = 3_000;

/**
 * One drill while it runs: the parts that the phases share. `perform.ts` walks it through its life;
 * the control socket, the players and the live view look at it and write through `recorder`, the
 * one pen.
 */
export class Drill {
  readonly plan: Plan;
  readonly ports: Ports;
  readonly recorder: Recorder;
  readonly stack: Stack;
  readonly links: DrillLinks;
  readonly faults: FaultKeeper;
  readonly restoration: Restoration;
  readonly changes: ChangeWatch;
  /** Components that are being started again by their supervisor. */
  reviving = 0;
  readonly waiters = new Waiters();
  readonly profile: Profile;
  incident: IncidentState;
  /** From the moment that everything is measured and resolved. */
  scenario: Scenario;
  monitor: MonitorState | undefined;
  load: PausableLoad | undefined;
  readonly pause: Pause;
  phase: Phase = "up";
  private scripted = false;
  /** What happened before there was a monitor. */
  private readonly before: GamedayEvent[] = [];
  private readonly ender = new AbortController();
  /** Since when `contained` waits for a look at the stack. */
  private looksFrom: number | undefined;

  constructor(plan: Plan, ports: Ports, profile: Profile) {
    this.plan = plan;
    this.ports = ports;
    this.profile = profile;
    this.scenario = plan.scenario;
    this.recorder = new Recorder(ports.journal);
    this.stack = new Stack(plan, ports);
    this.incident = initialIncident({
      profile,
      timeScale: plan.timeScale,
      name: plan.incidentName,
    });
    this.links = new DrillLinks(plan, ports.links, this.recorder, (detail) =>
      this.end({ why: "error", detail: `the fault proxy is gone: ${detail}` }),
    );
    const surge = surgeOn(
      () => this.load,
      (id, request) => this.flow(id, request),
      this.recorder,
    );
    const sessions = ports.sessions?.(this.stack);
    this.faults = new FaultKeeper(
      faultWorld(ports.runtime, { surge, links: this.links, ...(sessions && { sessions }) }),
      ports.faults,
      this.recorder,
      ports.clock,
      () => this.pause.on,
    );
    this.restoration = new Restoration(this.recorder, ports.clock);
    this.changes = new ChangeWatch({
      recorder: this.recorder,
      clock: ports.clock,
      exMs: () => this.exMs(),
      quiet: () => this.quiet,
    });
    this.pause = new Pause({
      ...ports,
      recorder: this.recorder,
      power: ports.runtime.power,
      load: () => this.load,
      components: () => this.stack.ids(),
      objection: () => this.notNow(),
    });
    this.recorder.listen((event) => this.fold(event));
  }

  /** Why the drill cannot be paused now; undefined when it can. */
  private notNow(): string | undefined {
    const { kind, stack } = this.plan.scenario;
    if (kind === "Test") return "a Test runs by itself";
    if (this.scripted) return "a script plays, and it does not wait";
    if (this.incident.state === "resolved")
      return "its incident is resolved, and it comes to its end";
    if (this.playing.aborted || !["steady", "break", "respond"].includes(this.phase))
      return "it is not being played";
    if (Object.values(stack).some((component) => component.kind === "container"))
      return "containers of your own are part of it, and they are not ours to stop";
    if (this.faults.busy) return "a fault is being applied or undone; try again in a moment";
    return this.faults.leased
      ? "a fault runs that ends by itself, and it would end in the pause"
      : undefined;
  }

  /** Does nothing of the stack change by the engine's own hand now? */
  private get quiet(): boolean {
    return (
      !this.faults.busy &&
      !this.pause.on &&
      this.reviving === 0 &&
      (this.phase === "steady" || this.phase === "break" || this.phase === "respond")
    );
  }

  /**
   * Does a fault work on this component itself now, so that its death can be the fault's doing? One
   * of a link ends no process.
   */
  isStruck(id: string): boolean {
    return this.plan.faults
      .filter((fault) => this.faults.active.includes(fault.id))
      .some(({ target, members }) =>
        (members ?? [target]).some((one) => baseOf(one) === baseOf(id)),
      );
  }

  /** Aborted when the play is over, whatever ended it. */
  get playing(): AbortSignal {
    return this.ender.signal;
  }

  exMs(): number {
    return this.ports.exercise.exMs();
  }

  end(ending: Ending, cause?: unknown): void {
    this.ender.abort(new Ended(ending, cause));
  }

  holds(predicate: Predicate): boolean {
    return this.monitor !== undefined && holds(predicate, this.monitor, this.exMs()) === true;
  }

  /** Unbroken for so many milliseconds until now. */
  heldFor(predicate: Predicate, forMs: number): boolean {
    return (
      this.monitor !== undefined && heldFor(predicate, forMs, this.monitor, this.exMs()) === true
    );
  }

  /** What a Test is judged by, as far as it is measured by now. */
  judged(mustHold: MustHold): readonly JudgedWindow[] {
    return this.monitor === undefined ? [] : judgedWindows(this.monitor, mustHold, undefined);
  }

  /** Are the users back, as far as the truth is known by now? */
  get contained(): boolean {
    return this.monitor !== undefined && isContained(this.monitor);
  }

  /** Were users hurt, and has a cure been seen to work since? */
  get cured(): boolean {
    if (this.monitor?.truth.impactSecond === undefined) return false;
    return [...this.monitor.detected.values()].some(
      ({ kind }) => kind === "correct" || kind === "partial",
    );
  }

  /** Users look well, and the hold that will prove it is not over yet. */
  get holdRunning(): boolean {
    return this.monitor !== undefined && isHoldRunning(this.monitor);
  }

  /** No user is hurt now: they never were, they are back, or it looks so. */
  get usersFine(): boolean {
    return this.contained || this.monitor?.truth.impactSecond === undefined || this.holdRunning;
  }

  flow(id: string, request: { journey: string; cohort: string; perSecond: number }): LoadFlow {
    const journey = this.scenario.load.journeys[request.journey];
    return flowOf(this.scenario, id, request, this.stack.endpoints(journey?.to ?? ""));
  }

  private fold(event: GamedayEvent): void {
    this.incident = evolve(this.incident, event);
    if (event.type === "drill.phase") this.phase = event.data.phase;
    if (event.type === "drill.planned") this.scripted = event.data.player !== "person";
    if (this.monitor !== undefined) observe(this.monitor, event);
    else this.before.push(event);
  }

  /** Everything measured: from here on the monitor watches. */
  async resolve(): Promise<void> {
    this.scenario = resolveScenario(this.plan, this.stack.values);
    this.monitor = initialMonitor({ ...this.plan, scenario: this.scenario });
    for (const event of this.before) observe(this.monitor, event);
    this.before.length = 0;
    const flows = Object.fromEntries(
      Object.entries(this.scenario.load.flows).map(([id, { rate }]) => [id, Number(rate)]),
    );
    await this.recorder.sure({ type: "plan.resolved", data: { values: this.stack.values, flows } });
  }

  async startLoad(): Promise<void> {
    const flows = Object.entries(this.scenario.load.flows).map(([id, { journey, cohort, rate }]) =>
      this.flow(id, { journey, cohort, perSecond: Number(rate) }),
    );
    // Monitoring shows what the services count and what stands on a dashboard; an extra flow's name
    // could be the answer.
    const counted = new Set([
      ...Object.values(this.scenario.slis).flatMap(({ counts }) => counts),
      ...requestLines(this.scenario).flatMap(({ flows: shown }) => shown),
    ]);
    this.load = await PausableLoad.start(this.ports.load, {
      flows,
      seed: this.plan.seed,
      originMonoMs: this.ports.clock.monoMs() - this.exMs(),
      onBin: (bin) =>
        void this.recorder.record({
          type: "load.bin",
          at: bin.second * 1_000,
          data: bin,
          by: monitorActor,
          sees: counted.has(bin.flow) ? "all" : "truth",
        }),
      onThreshold: (data) => void this.recorder.record({ type: "load.threshold", data }),
      onEnded: (end) =>
        void this.recorder.record({ type: "load.ended", at: end.second * 1_000, data: end }),
      onError: (error) =>
        this.end({ why: "error", detail: `the load driver broke: ${error.message}` }),
    });
    this.recorder.record({
      type: "load.started",
      data: {
        driver: this.ports.load.name,
        flows: Object.fromEntries(flows.map(({ id, perSecond }) => [id, perSecond])),
      },
    });
  }

  /**
   * Runs until the play is over: samples, conclusions, the clockwork of the process, faults that
   * end by themselves.
   */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, probes, tickMs } = this.ports;
    const world = this.ports.probeWorld(this.stack);
    // A watch that breaks off ends its samplers too: whoever is to be notified would wait for them
    // for ever.
    const over = new AbortController();
    const rhythm = {
      clock,
      signal: AbortSignal.any([signal, over.signal]),
      paused: () => this.pause.on,
    };
    const sampling = Promise.all([
      sample(this.scenario.signals, probes, world, this.recorder, rhythm),
      watchMachine(this.ports.machine, this.recorder, {
        ...rhythm,
        signal: AbortSignal.any([rhythm.signal, this.playing]),
      }),
    ]);
    try {
      for (;;) {
        await clock.sleep(tickMs, signal);
        await this.tick();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      over.abort(new Error("nobody watches any more"));
      await sampling;
      await world.close();
    }
  }

  async tick(): Promise<void> {
    if (this.monitor === undefined) return;
    const now = this.exMs();
    this.changes.tick();
    const concluded = conclude(this.monitor, now).filter((input) => !this.isEarly(input));
    if (concluded.length > 0) await this.recordAll(concluded);
    // Once the play is over nobody is paged or reminded any more, and faults are taken back by
    // healing.
    if (!this.playing.aborted) await this.goOn(this.monitor, now);
    this.waiters.ask();
  }

  /**
   * Whose work it was is not concluded before what people may have done by then was looked at; a
   * look that fails holds it up for seconds.
   */
  private isEarly(input: EventInput): boolean {
    if (input.type !== "truth.changed" || input.data.state !== "contained" || this.playing.aborted)
      return false;
    const now = this.exMs();
    this.looksFrom ??= now;
    const early = !this.changes.seenSince(input.at ?? now) && now - this.looksFrom < longestLookMs;
    if (!early) this.looksFrom = undefined;
    return early;
  }

  private async goOn(monitor: MonitorState, now: number): Promise<void> {
    const due =
      this.plan.scenario.kind === "Drill"
        ? automation(this.incident, {
            exMs: now,
            breached: breached(monitor, this.incident.breachMs),
          })
        : [];
    if (due.length > 0) await this.recordAll(due);
    this.abortIfDue();
    for (const id of this.faults.expired()) await this.faults.undo(id, "ended");
    const containedMs = monitor.containedAtMs ?? now;
    if (now - containedMs >= afterContainedMs)
      for (const id of this.faults.active) await this.faults.undo(id, "ended");
  }

  /** An abort condition of the scenario: going on would do more harm than the drill is worth. */
  private abortIfDue(): void {
    for (const [name, { when, text, verdict }] of Object.entries(this.scenario.abortWhen)) {
      if (this.holds(when))
        this.end({
          why: "aborted",
          detail: `aborted: ${text ?? name}`,
          ...(verdict === "fail" ? { verdict } : {}),
        });
    }
  }

  async recordAll(inputs: readonly EventInput[]): Promise<readonly GamedayEvent[]> {
    // All of them before the disk is waited for: whoever concludes meanwhile must see them, or
    // would conclude them again.
    const events = inputs.map((input) => this.recorder.record(input));
    await this.recorder.settled(events);
    return events;
  }

  /** What follows from what was just written, without waiting for the next tick. */
  async settleTruth(): Promise<void> {
    if (this.monitor !== undefined) await this.recordAll(conclude(this.monitor, this.exMs()));
  }
}
