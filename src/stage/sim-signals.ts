import type { Mitigation, Predicate, Scenario } from "../plan/plan.ts";

type Comparison = Extract<Predicate, { signal: string }>;

/**
 * Higher than any limit that a scenario sets: it may still be an expression when the action is
 * taken.
 */
const plenty = 1_000_000;

/**
 * The signals that tell of an action and of nothing else (kills per second, indexes, blocked
 * nodes): on the simulated stack they read 0 until the action is taken, and after it what its sign
 * asks for.
 */
export class ActionSignals {
  private readonly values = new Map<string, number | string>();

  constructor(scenario: Scenario) {
    const spoken = new Set(
      [
        ...Object.values(scenario.alerts).map(({ when }) => when),
        scenario.baseline.expect,
        scenario.mustBreak?.expect,
        scenario.mustHold?.expect,
      ]
        .flatMap(comparisons)
        .map(({ signal }) => signal),
    );
    for (const mitigation of Object.values(scenario.mitigations)) {
      for (const { signal } of signs(mitigation))
        if (!spoken.has(signal)) this.values.set(signal, 0);
    }
  }

  /** What a signal reads; undefined when it is about the stack and not about an action. */
  read(signal: string): number | string | undefined {
    return this.values.get(signal);
  }

  /** The action was taken. */
  take(mitigation: Mitigation): void {
    for (const sign of signs(mitigation))
      if (this.values.has(sign.signal)) this.values.set(sign.signal, satisfying(sign));
  }
}

function signs({ verify, detect }: Mitigation): Comparison[] {
  return [...comparisons(verify), ...comparisons(detect)];
}

/** The comparisons of signals inside a predicate; what is under a `not` asks for nothing. */
function comparisons(predicate: Predicate | undefined): Comparison[] {
  if (predicate === undefined || "not" in predicate) return [];
  if ("all" in predicate) return predicate.all.flatMap(comparisons);
  if ("any" in predicate) return predicate.any.flatMap(comparisons);
  return "signal" in predicate ? [predicate] : [];
}

function satisfying({ is, above, atLeast }: Comparison): number | string {
  if (is !== undefined) return String(is);
  const least = above ?? atLeast;
  if (least === undefined) return 0;
  return typeof least === "number" ? least + 1 : plenty;
}
