import type { Clock } from "../kernel/clock.ts";
import { undoTargets, type Undo } from "../event/undo.ts";
import {
  obstacleTo,
  parametersOf,
  type Fault,
  type FaultRequest,
  type FaultWorld,
  type Trace,
} from "../fault/fault.ts";
import { kindOf, undo, undone } from "../fault/undo/index.ts";
import { fullText, GamedayError } from "../kernel/error.ts";
import type { PlannedFault } from "../plan/plan.ts";
import { watchFault } from "./fault-watch.ts";
import type { Recorder } from "./recorder.ts";

interface Open {
  readonly planned: PlannedFault;
  readonly fault: Fault<unknown>;
  readonly request: FaultRequest<unknown>;
  readonly undo: Undo;
  /** What applying it saw, for verifying. */
  trace: Trace | undefined;
  /** When it began to work; undefined before. */
  appliedMs: number | undefined;
  /** What the last verification said. */
  works: boolean | undefined;
  /** After an undo that could not be proven, not again before this. */
  againMs: number;
  /** Aborted when the fault is to be undone: its verification is no longer waited for. */
  readonly ending: AbortController;
  /** Resolves then. */
  readonly ended: Promise<undefined>;
  /** Applying and verifying; taking it back waits until that has come to rest. */
  work: Promise<unknown>;
  /** Why it could not be taken back, or not be proven to be gone. */
  trouble: string | undefined;
  /** Taking it back, while that is under way. */
  undoing: Promise<boolean> | undefined;
}

const verifyWithinMs = 20_000;
const verifyEveryMs = 250;
/**
 * One that works is looked at this often until it is taken back, and ten times at least in the time
 * that it has. Milliseconds.
 */
const lookEveryMs = 1_000;
const leastLooks = 10;
const mostOftenMs = 50;
const undoAgainMs = 10_000;

/**
 * Applies and undoes faults, intent first: `fault.armed` with its undo is on disk before anything
 * is broken.
 */
export class FaultKeeper {
  private readonly open = new Map<string, Open>();
  private readonly world: FaultWorld;
  private readonly faults: ReadonlyMap<string, Fault<unknown>>;
  private readonly recorder: Recorder;
  private readonly clock: Clock;
  private readonly asleep: () => boolean;
  private working = 0;

  /** `asleep`: true while the drill is paused, when the state of a fault cannot be checked. */
  constructor(
    world: FaultWorld,
    faults: ReadonlyMap<string, Fault<unknown>>,
    recorder: Recorder,
    clock: Clock,
    asleep: () => boolean = () => false,
  ) {
    this.world = world;
    this.faults = faults;
    this.recorder = recorder;
    this.clock = clock;
    this.asleep = asleep;
  }

  /** Ids of the faults that are applied and not yet undone. */
  get active(): readonly string[] {
    return [...this.open.keys()];
  }

  /**
   * The order in which healing undoes faults: the last one first. Components to be started come at
   * the end, in the order in which the stack `cameUp`, so that each finds those it needs.
   */
  toHeal(cameUp: readonly string[]): readonly string[] {
    const started = (undo: Undo): number =>
      kindOf(undo).leaves === "down" ? cameUp.indexOf(undoTargets(undo)[0] ?? "") : -1;
    return [...this.open.values()]
      .toReversed()
      .toSorted((a, b) => started(a.undo) - started(b.undo))
      .map(({ planned }) => planned.id);
  }

  /** Why the last undo of a fault was not proven. */
  trouble(id: string): string | undefined {
    return this.open.get(id)?.trouble;
  }

  /** Is a fault being applied, verified or undone at this moment? */
  get busy(): boolean {
    return this.working > 0;
  }

  /** Does one run that ends by itself? */
  get leased(): boolean {
    return [...this.open.values()].some(({ planned: { forMs } }) => forMs !== undefined);
  }

  /** Those whose own duration is over. */
  expired(): readonly string[] {
    const now = this.clock.monoMs();
    return [...this.open.values()]
      .filter(
        ({ planned: { forMs }, appliedMs, againMs }) =>
          forMs !== undefined &&
          appliedMs !== undefined &&
          now - appliedMs >= forMs &&
          now >= againMs,
      )
      .map(({ planned }) => planned.id);
  }

  /** Arms, applies and verifies one fault. Returns whether it works at its target. */
  apply(planned: PlannedFault, parameters: unknown, signal: AbortSignal): Promise<boolean> {
    return this.counted(this.applyOne(planned, parameters, signal));
  }

  private async counted<T>(work: Promise<T>): Promise<T> {
    this.working += 1;
    try {
      return await work;
    } finally {
      this.working -= 1;
    }
  }

  private async applyOne(
    planned: PlannedFault,
    parameters: unknown,
    signal: AbortSignal,
  ): Promise<boolean> {
    const fault = this.faults.get(planned.fault);
    if (fault === undefined)
      throw new Error(`fault-keeper: the plan names the unknown fault "${planned.fault}"`);
    let request: FaultRequest<unknown>;
    let inverse: Undo;
    try {
      request = requestOf(planned, parametersOf(fault, parameters));
      const obstacle = await obstacleTo(fault, this.world, request);
      if (obstacle !== undefined)
        throw new GamedayError("GD-S016", `${planned.fault} is not possible here: ${obstacle}`);
      inverse = await fault.undo(request, this.world);
    } catch (error) {
      await this.recorder.sure({
        type: "fault.failed",
        data: { id: planned.id, doing: "apply", message: fullText(error) },
      });
      return false;
    }
    signal.throwIfAborted();
    const armed = this.recorder.sure({
      type: "fault.armed",
      data: {
        fault: planned.fault,
        id: planned.id,
        target: planned.target,
        // As they were written, and the defaults of what was not.
        with: { ...asRecord(request.with), ...asRecord(parameters) },
        undo: inverse,
        ...lease(planned, inverse),
      },
    });
    // Entered before waiting for the disk: healing that begins in between must find it.
    const open: Open = {
      planned,
      fault,
      request,
      undo: inverse,
      trace: undefined,
      appliedMs: undefined,
      works: undefined,
      trouble: undefined,
      againMs: 0,
      ...ending(),
      work: armed,
      undoing: undefined,
    };
    this.open.set(planned.id, open);
    const work = armed.then(() => this.applyArmed(open, signal));
    open.work = work;
    return work;
  }

  private async applyArmed(open: Open, signal: AbortSignal): Promise<boolean> {
    const { id } = open.request;
    signal.throwIfAborted();
    if (open.ending.signal.aborted) return false;
    const beganMs = this.clock.monoMs();
    try {
      open.trace = (await open.fault.apply(this.world, open.request)) ?? undefined;
    } catch (error) {
      await this.recorder.sure({
        type: "fault.failed",
        data: { id, doing: "apply", message: fullText(error) },
      });
      return false;
    }
    open.appliedMs = this.clock.monoMs();
    await this.recorder.sure({ type: "fault.applied", data: { id } });
    const works = await this.verify(id, signal);
    if (works) void this.watch(open, beganMs, signal);
    return works;
  }

  /**
   * Looks at it until it is taken back: what vanishes before is an event. A lease may end it where
   * it works, counted from before it was applied.
   */
  private async watch(open: Open, beganMs: number, signal: AbortSignal): Promise<void> {
    const {
      planned: { forMs },
      fault,
      request,
      trace,
      appliedMs = beganMs,
    } = open;
    const lapse = await watchFault({
      look: () => (fault.still ?? fault.verify)(this.world, request, trace),
      untilMs: forMs === undefined ? Number.POSITIVE_INFINITY : beganMs + forMs,
      everyMs:
        forMs === undefined
          ? lookEveryMs
          : Math.min(lookEveryMs, Math.max(mostOftenMs, forMs / leastLooks)),
      asleep: this.asleep,
      clock: this.clock,
      signal: AbortSignal.any([signal, open.ending.signal]),
    });
    if (lapse === undefined) return;
    const data = {
      id: request.id,
      evidence: lapse.evidence,
      workedMs: Math.max(0, Math.round(lapse.lastMs - appliedMs)),
    };
    // If the disk fails, the next write reports it.
    await this.recorder
      .sure({ type: fault.lasting === false ? "fault.spent" : "fault.lapsed", data })
      .catch(() => {});
  }

  /** Asks the fault at its target until it says yes or its time is over. */
  async verify(id: string, signal: AbortSignal): Promise<boolean> {
    const open = this.open.get(id);
    if (open === undefined) return false;
    const until = this.clock.monoMs() + verifyWithinMs;
    for (;;) {
      const asked = open.fault
        .verify(this.world, open.request, open.trace)
        .catch((error: unknown) => ({ ok: false, evidence: String(error) }));
      // One that takes long does not delay the undo.
      const seen = await Promise.race([asked, open.ended]);
      if (seen?.ok !== true) signal.throwIfAborted();
      if (seen === undefined && open.works !== undefined) return open.works;
      if (seen === undefined || seen.ok || this.clock.monoMs() >= until) {
        const said = seen ?? { ok: false, evidence: "it was undone before it could be verified" };
        open.works = said.ok;
        await this.recorder.sure({ type: "fault.verified", data: { id, ...said } });
        return said.ok;
      }
      await this.clock
        .sleep(verifyEveryMs, AbortSignal.any([signal, open.ending.signal]))
        .catch(() => {});
    }
  }

  /**
   * Undoes one fault and proves that it is gone. Never throws: a failure is an event. Concurrent
   * calls undo it once.
   */
  undo(id: string, why: "ended" | "heal"): Promise<boolean> {
    const open = this.open.get(id);
    if (open === undefined) return Promise.resolve(true);
    open.undoing ??= this.counted(this.undoOpen(open, why)).finally(() => {
      open.undoing = undefined;
    });
    return open.undoing;
  }

  private async undoOpen(open: Open, why: "ended" | "heal"): Promise<boolean> {
    const { id } = open.request;
    open.ending.abort();
    open.againMs = this.clock.monoMs() + undoAgainMs;
    await open.work.catch(() => {});
    try {
      await undo(this.world, open.undo);
      const seen = await undone(this.world, open.undo);
      await this.recorder.sure({ type: "fault.undone", data: { id, ...seen, why } });
      if (seen.ok) this.open.delete(id);
      open.trouble = seen.evidence;
      return seen.ok;
    } catch (error) {
      open.trouble = fullText(error);
      await this.recorder.sure({
        type: "fault.failed",
        data: { id, doing: "undo", message: fullText(error) },
      });
      return false;
    }
  }
}

function ending(): Pick<Open, "ending" | "ended"> {
  const controller = new AbortController();
  return {
    ending: controller,
    ended: new Promise((resolve) =>
      controller.signal.addEventListener("abort", () => resolve(undefined), { once: true }),
    ),
  };
}

function requestOf(planned: PlannedFault, parameters: unknown): FaultRequest<unknown> {
  return {
    id: planned.id,
    target: planned.target,
    with: parameters,
    ...(planned.members === undefined ? {} : { members: planned.members }),
    ...(planned.leaving === undefined ? {} : { leaving: planned.leaving }),
    ...(planned.forMs === undefined ? {} : { leaseMs: planned.forMs }),
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function lease({ forMs }: PlannedFault, data: Undo): { leaseMs?: number } {
  return forMs === undefined || !kindOf(data).endsWithoutUs ? {} : { leaseMs: forMs };
}
