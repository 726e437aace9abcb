import type { Clock } from "../kernel/clock.ts";
import type { Undo } from "../event/event.ts";
import type { Fault, FaultRequest, FaultWorld } from "../fault/fault.ts";
import { undo, undone } from "../fault/undo.ts";
import type { PlannedFault } from "../plan/plan.ts";
import type { Recorder } from "./recorder.ts";

interface Open {
  readonly planned: PlannedFault;
  readonly fault: Fault<unknown>;
  readonly request: FaultRequest<unknown>;
  readonly undo: Undo;
  readonly appliedMs: number;
}

const verifyWithinMs = 20_000;
const verifyEveryMs = 250;

/** Applies faults and takes them back, intent first: `fault.armed` with its undo is on disk before anything is hurt. */
export class FaultKeeper {
  private readonly open = new Map<string, Open>();
  private readonly world: FaultWorld;
  private readonly faults: ReadonlyMap<string, Fault<unknown>>;
  private readonly recorder: Recorder;
  private readonly clock: Clock;

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

  /** Those whose own duration is over. */
  expired(): readonly string[] {
    const now = this.clock.monoMs();
    return [...this.open.values()].filter(({ planned, appliedMs }) => planned.forMs !== undefined && now - appliedMs >= planned.forMs).map(({ planned }) => planned.id);
  }

  /** Arms, applies and verifies one fault; answers whether it works at its target. */
  async apply(planned: PlannedFault, parameters: unknown, signal: AbortSignal): Promise<boolean> {
    const fault = this.faults.get(planned.fault);
    if (fault === undefined) throw new Error(`fault-keeper: the plan names the unknown fault "${planned.fault}"`);
    const request: FaultRequest<unknown> = { id: planned.id, target: planned.target, with: parameters };
    const inverse = fault.undo(request);
    await this.recorder.sure({ type: "fault.armed", data: { fault: planned.fault, id: planned.id, target: planned.target, with: asRecord(parameters), undo: inverse } });
    this.open.set(planned.id, { planned, fault, request, undo: inverse, appliedMs: this.clock.monoMs() });
    try {
      await fault.apply(this.world, request);
      await this.recorder.sure({ type: "fault.applied", data: { id: planned.id } });
    } catch (error) {
      await this.recorder.sure({ type: "fault.failed", data: { id: planned.id, doing: "apply", message: String(error) } });
      return false;
    }
    return this.verify(planned.id, signal);
  }

  /** Asks the fault at its target until it says yes or its time is over. */
  async verify(id: string, signal: AbortSignal): Promise<boolean> {
    const open = this.open.get(id);
    if (open === undefined) return false;
    const until = this.clock.monoMs() + verifyWithinMs;
    for (;;) {
      const seen = await open.fault.verify(this.world, open.request).catch((error: unknown) => ({ ok: false, evidence: String(error) }));
      if (seen.ok || this.clock.monoMs() >= until) {
        await this.recorder.sure({ type: "fault.verified", data: { id, ...seen } });
        return seen.ok;
      }
      await this.clock.sleep(verifyEveryMs, signal);
    }
  }

  /** Takes one fault back and proves that it is gone. Never throws: a failure is an event. */
  async undo(id: string, why: "ended" | "heal"): Promise<boolean> {
    const open = this.open.get(id);
    if (open === undefined) return true;
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
