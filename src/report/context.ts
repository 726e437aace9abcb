import type { Verdict } from "../event/drill.ts";
import { GamedayError } from "../kernel/error.ts";
import { labelOf } from "../org/profile.ts";
import type { Summary } from "../metrics/summary.ts";
import { resolveScenario } from "../plan/resolve.ts";
import type { Plan, Scenario } from "../plan/plan.ts";
import type { EarlierDrill } from "../review/earlier.ts";
import type { ReviewState } from "../review/state.ts";
import type { Judgement } from "../verdict/judge.ts";
import type { Span } from "./chart/spans.ts";
import { scaled, sinceFault } from "../wording/duration.ts";

/** A Test that ran the same fault with a corrective action in place. */
export interface Rerun {
  /** The corrective action's key in the scenario. */
  readonly corrective: string;
  /** That Test's own id. */
  readonly drill: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Percent-minutes by service. */
  readonly impact: Readonly<Record<string, number>>;
  /**
   * Its `summary.json`, for laying the two runs side by side; without it the report gives figures
   * only.
   */
  readonly summary?: Summary;
}

/** Everything that a report is made from; the same input makes the same report, byte for byte. */
export interface ReportInput {
  readonly plan: Plan;
  readonly summary: Summary;
  readonly judgement: Judgement;
  readonly reruns?: readonly Rerun[];
  /** What was written down after the end; undefined for a Test. */
  readonly closure?: Closure | undefined;
}

/** A drill's review, and what earlier drills have to do with it. */
export interface Closure {
  /** Undefined until someone has begun. */
  readonly review: ReviewState | undefined;
  /** When the review is due by the organisation's rule. */
  readonly reviewDue: string | null;
  /** Drills before this one with the same cause, oldest first. */
  readonly earlier: readonly EarlierDrill[];
}

/**
 * What every section needs, worked out once. Times of the summary are exercise milliseconds;
 * `since` makes them relative to the fault.
 */
export interface Context extends Required<Omit<ReportInput, "closure">> {
  readonly closure: Closure | undefined;
  /** With this machine's values in place, as far as they are known. */
  readonly scenario: Scenario;
  /** Exercise milliseconds of the first fault; null when there was none. */
  readonly faultMs: number | null;
  /** Exercise milliseconds when the responders' part ended. */
  readonly endMs: number;
  readonly since: (exMs: number) => number;
  /** `+4:12`, from the fault (from the start, where there was none). */
  readonly clock: (exMs: number) => string;
  /** What the profile calls a severity: `SEV 0`. */
  readonly level: (id: number) => string;
  /**
   * A process duration as people felt it, and what it was before `--time-scale`: `2 m 30 s (15 m at
   * 6x)`.
   */
  readonly process: (scaledMs: number) => string;
  /** When users were affected, milliseconds from the fault. */
  readonly windows: readonly Span[];
}

/** Works out what sections share. */
export function contextOf(input: ReportInput): Context {
  const { plan, summary } = input;
  const faultMs = summary.moments.fault;
  const since = (exMs: number): number => exMs - (faultMs ?? 0);
  return {
    ...input,
    reruns: input.reruns ?? [],
    closure: input.closure,
    scenario: shownScenario(plan, summary),
    faultMs,
    endMs: summary.moments.playEnd ?? summary.drill.lengthMs,
    since,
    clock: (exMs) => sinceFault(since(exMs)),
    level: (id) => labelOf(plan.organisation.profile, id),
    process: (ms) => scaled(ms, plan.timeScale),
    // The fault may come within the second in which users are affected first.
    windows: summary.impact.windows.map(({ fromSecond, toSecond }) => ({
      fromMs: Math.max(since(fromSecond * 1_000), faultMs === null ? since(0) : 0),
      toMs: since(toSecond * 1_000),
    })),
  };
}

/**
 * A drill that ended before its calibration has not all values yet: then what is not known shows as
 * `…`.
 */
export function shownScenario(plan: Plan, summary: Summary): Scenario {
  try {
    return resolveScenario(plan, summary.values);
  } catch (error) {
    if (error instanceof GamedayError) return known(plan.scenario, plan.params);
    throw error;
  }
}

function known<T>(value: T, params: Plan["params"]): T {
  if (typeof value === "string")
    return value.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) =>
      String(params[name.trim()] ?? "…"),
    ) as T;
  if (Array.isArray(value)) return value.map((each) => known(each, params)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, known(inner, params)]),
  ) as T;
}
