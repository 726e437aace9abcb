import type { Clock } from "../kernel/clock.ts";
import type { Undo } from "../event/event.ts";
import type { Fault, FaultRequest, FaultWorld, Trace } from "../fault/fault.ts";
import { undo, undone } from "../fault/undo.ts";
import type { PlannedFault } from "../plan/plan.ts";
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
  /** After an undo that could not be proven, not again before this. */
  againMs: number;
  /** Aborted when it is to be taken back: nobody waits for its verification any longer. */
  readonly ending: AbortController;
  /** Applying and verifying; taking it back waits until that has come to rest. */
  work: Promise<unknown>;
  /** Taking it back, while that is under way. */
  undoing: Promise<boolean> | undefined;
}

const verifyWithinMs = 20_000;
const verifyEveryMs = 250;
const undoAgainMs = 10_000;

/** Applies faults and takes them back, intent first: `fault.armed` with its undo is on disk before anything is hurt. */
export class FaultKeeper {
  private readonly open = new Map<string, Open>();
  private readonly world: FaultWorld;
  private readonly faults: ReadonlyMap<string, Fault<unknown>>;
  private readonly recorder: Recorder;
  private readonly clock: Clock;
  private working = 0;

  constructor(world: FaultWorld, faults: ReadonlyMap<string, Fault<unknown>>, recorder: Recorder, clock: Clock) {
    this.world = world;
    this.faults = faults;
    this.recorder = recorder;
    this.clock = clock;
  }

  /** Ids of the faults that are applied and not yet undone. */
  get active(): readonly string[] {
    return [...this.open.keys()];
  }

  /**
   * In which order healing takes them back: the last one first, then what is to be started, in the order in which the stack
   * `cameUp`, for whoever needs another component finds it there.
   */
  toHeal(cameUp: readonly string[]): readonly string[] {
    const started = (undo: Undo): number => (undo.do === "start" ? cameUp.indexOf(undo.target) : -1);
    return [...this.open.values()].toReversed().toSorted((a, b) => started(a.undo) - started(b.undo)).map(({ planned }) => planned.id);
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
    return [...this.open.values()].filter(({ planned: { forMs }, appliedMs, againMs }) => forMs !== undefined && appliedMs !== undefined && now - appliedMs >= forMs && now >= againMs).map(({ planned }) => planned.id);
  }

  /** Arms, applies and verifies one fault; answers whether it works at its target. */
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

  private async applyOne(planned: PlannedFault, parameters: unknown, signal: AbortSignal): Promise<boolean> {
    const fault = this.faults.get(planned.fault);
    if (fault === undefined) throw new Error(`fault-keeper: the plan names the unknown fault "${planned.fault}"`);
    const request: FaultRequest<unknown> = { id: planned.id, target: planned.target, with: parameters, ...(planned.members === undefined ? {} : { members: planned.members }), ...(planned.leaving === undefined ? {} : { leaving: planned.leaving }), ...(planned.forMs === undefined ? {} : { leaseMs: planned.forMs }) };
    let inverse: Undo;
    try {
      inverse = await fault.undo(request, this.world);
    } catch (error) {
      await this.recorder.sure({ type: "fault.failed", data: { id: planned.id, doing: "apply", message: String(error) } });
      return false;
    }
    signal.throwIfAborted();
    const armed = this.recorder.sure({ type: "fault.armed", data: { fault: planned.fault, id: planned.id, target: planned.target, with: asRecord(parameters), undo: inverse, ...lease(planned, inverse) } });
    // Open before the disk is waited for: whoever heals meanwhile must find it.
    const open: Open = { planned, fault, request, undo: inverse, trace: undefined, appliedMs: undefined, againMs: 0, ending: new AbortController(), work: armed, undoing: undefined };
    this.open.set(planned.id, open);
    const work = armed.then(() => this.applyArmed(open, signal));
    open.work = work;
    return work;
  }

  private async applyArmed(open: Open, signal: AbortSignal): Promise<boolean> {
    const { id } = open.request;
    signal.throwIfAborted();
    if (open.ending.signal.aborted) return false;
    try {
      open.trace = (await open.fault.apply(this.world, open.request)) ?? undefined;
    } catch (error) {
      await this.recorder.sure({ type: "fault.failed", data: { id, doing: "apply", message: String(error) } });
      return false;
    }
    open.appliedMs = this.clock.monoMs();
    await this.recorder.sure({ type: "fault.applied", data: { id } });
    return this.verify(id, signal);
  }

  /** Asks the fault at its target until it says yes or its time is over. */
  async verify(id: string, signal: AbortSignal): Promise<boolean> {
    const open = this.open.get(id);
    if (open === undefined) return false;
    const until = this.clock.monoMs() + verifyWithinMs;
    for (;;) {
      const seen = await open.fault.verify(this.world, open.request, open.trace).catch((error: unknown) => ({ ok: false, evidence: String(error) }));
      if (!seen.ok) signal.throwIfAborted();
      if (seen.ok || open.ending.signal.aborted || this.clock.monoMs() >= until) {
        await this.recorder.sure({ type: "fault.verified", data: { id, ...seen } });
        return seen.ok;
      }
      await this.clock.sleep(verifyEveryMs, AbortSignal.any([signal, open.ending.signal])).catch(() => {});
    }
  }

  /** Takes one fault back and proves that it is gone. Never throws: a failure is an event. Asked twice at once, it acts once. */
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
      return seen.ok;
    } catch (error) {
      await this.recorder.sure({ type: "fault.failed", data: { id, doing: "undo", message: String(error) } });
      return false;
    }
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** What lives in the command's own process, or needs it to start something, ends with it and not by itself. */
function lease({ forMs }: PlannedFault, { do: way }: Undo): { leaseMs?: number } {
  return forMs === undefined || way === "end-flow" || way === "start" ? {} : { leaseMs: forMs };
}
