import { isHoldRunning } from "../monitor/contained.ts";
import { judgedWindows, type JudgedWindow, type MustHold } from "../monitor/judged.ts";
import { liveMonitor, type LiveMonitor } from "../monitor/monitor.ts";
import { heldFor, holds } from "../monitor/predicate.ts";
import { isContained } from "../monitor/truth.ts";
import type { Plan, ResolvedPredicate, ResolvedScenario } from "../plan/plan.ts";

/** A drill whose machine is measured: the scenario in numbers, and the monitor that watches it. */
export class Live {
  readonly scenario: ResolvedScenario;
  readonly monitor: LiveMonitor;
  readonly #exMs: () => number;

  constructor(plan: Plan, scenario: ResolvedScenario, exMs: () => number) {
    this.scenario = scenario;
    this.monitor = liveMonitor(plan, scenario);
    this.#exMs = exMs;
  }

  holds(predicate: ResolvedPredicate): boolean {
    return holds(predicate, this.monitor, this.#exMs()) === true;
  }

  /** Unbroken for so many milliseconds until now. */
  heldFor(predicate: ResolvedPredicate, forMs: number): boolean {
    return heldFor(predicate, forMs, this.monitor, this.#exMs()) === true;
  }

  /** What a Test is judged by, as far as it is measured by now. */
  judged(mustHold: MustHold): readonly JudgedWindow[] {
    return judgedWindows(this.monitor, mustHold, undefined);
  }

  /** Were users affected, and has a fix been seen to work since? */
  get cured(): boolean {
    return (
      this.monitor.truth.impactSecond !== undefined &&
      [...this.monitor.detected.values()].some(
        ({ kind }) => kind === "correct" || kind === "partial",
      )
    );
  }

  /** Users look well, and the hold that will prove it is not over yet. */
  get holdRunning(): boolean {
    return isHoldRunning(this.monitor);
  }

  /** No user is affected now: none ever was, service is restored, or it looks so. */
  get usersFine(): boolean {
    return (
      isContained(this.monitor) || this.monitor.truth.impactSecond === undefined || this.holdRunning
    );
  }
}
