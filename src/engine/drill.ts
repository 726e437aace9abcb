import { faultWorld } from "../fault/fault.ts";
import { initialIncident } from "../incident/incident.ts";
import type { Profile } from "../org/profile.ts";
import type { Plan } from "../plan/plan.ts";
import { baseOf } from "../plan/reach.ts";
import { resolveScenario } from "../plan/resolve.ts";
import { ChangeWatch } from "./change-watch.ts";
import { StateFold, type DrillState } from "./drill-state.ts";
import { Ended, type Ending } from "./ending.ts";
import { FaultKeeper } from "./fault-keeper.ts";
import { DrillLinks } from "./links.ts";
import { Live } from "./live.ts";
import type { PausableLoad } from "./pausable-load.ts";
import { Pause } from "./pause.ts";
import type { Ports } from "./ports.ts";
import { Recorder } from "./recorder.ts";
import { Restoration } from "./restoration.ts";
import { Stack } from "./stack.ts";
import { flowTo, startLoad } from "./start-load.ts";
import { surgeOn } from "./surge.ts";
import { Supervisor } from "./supervisor.ts";
import { Waiters } from "./waiter.ts";

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
  readonly supervisor: Supervisor;
  readonly waiters = new Waiters();
  readonly profile: Profile;
  readonly pause: Pause;
  private readonly folded: StateFold;
  private running: PausableLoad | undefined;
  private readonly ender = new AbortController();

  constructor(plan: Plan, ports: Ports) {
    const { profile } = plan.organisation;
    this.plan = plan;
    this.ports = ports;
    this.profile = profile;
    this.recorder = new Recorder(ports.journal);
    this.stack = new Stack(plan, ports);
    this.folded = new StateFold(
      initialIncident({
        profile,
        timeScale: plan.timeScale,
        name: plan.incidentName,
        onCall: plan.onCall,
      }),
    );
    this.links = new DrillLinks(plan, ports.links, this.recorder, (detail) =>
      this.end({ why: "error", detail: `the fault proxy is gone: ${detail}` }),
    );
    const surge = surgeOn(
      () => this.running,
      (id, request) => flowTo(this.stack, this.measured().scenario, id, request),
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
    this.supervisor = new Supervisor({
      ...ports,
      recorder: this.recorder,
      stack: this.stack,
      playing: this.playing,
      isStruck: (id) => this.isStruck(id),
      end: (ending, cause) => this.end(ending, cause),
    });
    this.pause = new Pause({
      ...ports,
      recorder: this.recorder,
      power: ports.runtime.power,
      load: () => this.running,
      components: () => this.stack.ids(),
      objection: () => this.notNow(),
    });
    this.recorder.listen(this.folded.fold);
  }

  /** Why the drill cannot be paused now; undefined when it can. */
  private notNow(): string | undefined {
    const { stack } = this.plan.scenario;
    if (this.state.scripted) return "a script plays, and it does not wait";
    if (this.state.incident.state === "resolved")
      return "its incident is resolved, and it comes to its end";
    if (this.playing.aborted || !["steady", "break", "respond"].includes(this.state.phase))
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
      !this.supervisor.busy &&
      (this.state.phase === "steady" ||
        this.state.phase === "break" ||
        this.state.phase === "respond")
    );
  }

  /**
   * Does a fault work on this component itself now, so that its death can be the fault's doing? One
   * of a link ends no process.
   */
  private isStruck(id: string): boolean {
    return this.plan.faults
      .filter((fault) => this.faults.active.includes(fault.id))
      .some(({ target, members }) =>
        (members ?? [target]).some((one) => baseOf(one) === baseOf(id)),
      );
  }

  /** Aborted when the drill ends and healing begins, whatever ended it. */
  get playing(): AbortSignal {
    return this.ender.signal;
  }

  exMs(): number {
    return this.ports.exercise.exMs();
  }

  end(ending: Ending, cause?: unknown): void {
    this.ender.abort(new Ended(ending, cause));
  }

  get state(): DrillState {
    return this.folded;
  }

  get load(): PausableLoad | undefined {
    return this.running;
  }

  private measured(): Live {
    if (this.state.live === undefined) throw new Error("drill: its machine is not measured yet");
    return this.state.live;
  }

  /** Everything measured: from here on the monitor watches. */
  async resolve(): Promise<Live> {
    const { values } = this.stack;
    const scenario = resolveScenario(this.plan, values);
    const live = this.folded.goLive(new Live(this.plan, scenario, () => this.exMs()));
    const flows = Object.fromEntries(
      Object.entries(scenario.load.flows).map(([id, { rate }]) => [id, rate]),
    );
    await this.recorder.sure({ type: "plan.resolved", data: { values, flows } });
    return live;
  }

  async startLoad({ scenario }: Live): Promise<void> {
    const { plan, ports, recorder, stack } = this;
    const end = (ending: Ending): void => this.end(ending);
    this.running = await startLoad(ports, { stack, scenario, seed: plan.seed, recorder, end });
  }
}
