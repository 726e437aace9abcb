import type { MachineSample } from "../event/machine.ts";
import type { Plan, Value } from "../plan/plan.ts";
import type { Endpoint, Instance } from "../runtime/runtime.ts";
import type { CalibrationResult, Ports, StackView } from "./ports.ts";

/** A capacity as it was measured. */
export interface Calibrated extends CalibrationResult {
  readonly machine?: MachineSample;
  /** The measurement was disturbed: the true capacity may be higher. */
  readonly noisy: boolean;
}

/** The stack as it comes up: addresses by component, and the values known so far. */
export class Stack implements StackView {
  readonly runtime;
  readonly values: Record<string, Value>;
  /** What was measured of this machine, by calibration. */
  readonly calibrated = new Map<string, Calibrated>();
  private readonly started = new Map<string, Instance>();

  constructor(plan: Plan, ports: Ports) {
    this.runtime = ports.runtime;
    this.values = { ...plan.params };
  }

  /** The replicas of a component, or the one that is named: `api`, `api/1`. */
  instances(component: string): readonly Instance[] {
    return [...this.started.values()].filter(
      ({ id }) => id === component || id.startsWith(`${component}/`),
    );
  }

  /** Every started component, in the order in which they came up. */
  ids(): readonly string[] {
    return [...this.started.keys()];
  }

  endpoints(component: string): readonly Endpoint[] {
    return this.instances(component).map(({ host, port }) => ({ host, port }));
  }

  add(instance: Instance): void {
    this.started.set(instance.id, instance);
  }
}
