/** Two runs of the same incident, figure by figure. */
import { obstacles, runLine, type JudgedSummary, type RunLine } from "./run-line.ts";

/**
 * How a figure is to be read; `ms` are exercise milliseconds, from the fault where its name says
 * so.
 */
export type Unit = "ms" | "percentMinutes" | "count" | "points" | "text";

export interface ComparedFigure {
  readonly id: FigureId;
  /** For people. */
  readonly what: string;
  readonly unit: Unit;
  /** Null for what did not happen, or was not measured. */
  readonly first: number | string | null;
  readonly second: number | string | null;
  /**
   * Which of the two is better for the users; `neither` where the figures differ and do not say.
   */
  readonly better: "first" | "second" | "same" | "neither";
}

/** Stable; `what` may be worded anew. */
export type FigureId =
  | "verdict"
  | "hurt-after"
  | "alert-after"
  | "declared-after"
  | "acknowledged-after"
  | "cause-after"
  | "restored-after"
  | "resolved-after"
  | "hurt-for"
  | `impact-${string}`
  | "requests-lost"
  | "users-hurt"
  | "evidence-proved"
  | "wrong-turns"
  | "hints"
  | "score";

/** Two runs side by side. */
export interface Comparison {
  readonly runs: readonly [RunLine, RunLine];
  readonly obstacles: readonly string[];
  readonly differences: readonly string[];
  readonly figures: readonly ComparedFigure[];
  /** The figures as cells for people: what, first, second, difference. */
  readonly rows: readonly (readonly string[])[];
  /** The comparison in one sentence. */
  readonly result: string;
}

/** Figures of both runs in the order of an incident; those that neither has are left out. */
export function compareRuns(
  first: JudgedSummary,
  second: JudgedSummary,
): readonly ComparedFigure[] {
  const line = figures(first, second);
  return [
    line.verdict(),
    line.milestone(
      "hurt-after",
      "users hurt after",
      ({ durations }) => durations.faultToImpact,
      () => false,
    ),
    line.milestone(
      "alert-after",
      "first alert after",
      ({ durations }) => durations.faultToAlert,
      usersHurt,
    ),
    line.milestone(
      "declared-after",
      "declared after",
      ({ durations }) => durations.faultToDeclared,
      incidentRun,
    ),
    line.milestone(
      "acknowledged-after",
      "acknowledged after",
      ({ durations }) => durations.faultToAcknowledged,
      incidentRun,
    ),
    line.milestone(
      "cause-after",
      "cause found after",
      ({ durations }) => durations.faultToDiagnosed,
      incidentRun,
    ),
    line.milestone(
      "restored-after",
      "time to restore",
      ({ durations }) => durations.faultToContained,
      usersHurt,
    ),
    line.milestone(
      "resolved-after",
      "resolved after",
      ({ durations }) => durations.faultToResolved,
      incidentRun,
    ),
    line.amount(
      "hurt-for",
      "users affected for",
      "ms",
      ({ impact, moments }) => (moments.fault === null ? null : impact.ms),
      "low",
    ),
    ...services(first, second).map((service) =>
      line.amount(
        `impact-${service}`,
        `impact on ${service}`,
        "percentMinutes",
        ({ impact }) =>
          impact.services.find((each) => each.service === service)?.percentMinutes ?? null,
        "low",
      ),
    ),
    line.amount(
      "requests-lost",
      "requests lost",
      "count",
      ({ impact }) => impact.total.lost,
      "low",
    ),
    line.amount(
      "users-hurt",
      "users affected",
      "count",
      ({ impact }) => impact.total.usersHurt,
      "low",
    ),
    line.amount(
      "evidence-proved",
      "evidence proved",
      "count",
      ({ evidence, drill }) =>
        evidence.length === 0 || drill.kind === "Test"
          ? null
          : evidence.filter(({ proved }) => proved !== null).length,
      "high",
    ),
    line.amount(
      "wrong-turns",
      "wrong turns",
      "count",
      ({ wrongTurns, drill }) => (drill.kind === "Test" ? null : wrongTurns.length),
      "low",
    ),
    line.amount(
      "hints",
      "hints",
      "count",
      ({ hints, drill }) => (drill.kind === "Test" ? null : hints.length),
      "low",
    ),
    line.amount("score", "score", "points", ({ score }) => score?.points ?? null, "high"),
  ].filter((figure) => figure.first !== null || figure.second !== null);
}

/**
 * Whether there was something to alert on and to come back from: where no user is hurt, a moment
 * that never comes is no failure.
 */
function usersHurt({ impact }: JudgedSummary): boolean {
  return impact.ms > 0;
}

/** Whether people had an incident to run: in a Test nobody is on call. */
function incidentRun(run: JudgedSummary): boolean {
  return run.drill.kind === "Drill" && usersHurt(run);
}

/**
 * A run whose figures can be held against another's: something was broken, and it came to a
 * verdict.
 */
function counts({ judgement, moments }: JudgedSummary): boolean {
  return judgement.verdict !== "unknown" && moments.fault !== null;
}

function figures(a: JudgedSummary, b: JudgedSummary) {
  const fair = counts(a) && counts(b) && obstacles(runLine(a), runLine(b)).length === 0;
  return {
    /** Null is what was not measured: it is neither better nor worse than a figure. */
    amount: (
      id: FigureId,
      what: string,
      unit: Unit,
      value: (run: JudgedSummary) => number | null,
      wanted: Wanted,
    ): ComparedFigure => {
      const [first, second] = [value(a), value(b)];
      return {
        id,
        what,
        unit,
        first,
        second,
        better:
          fair && first !== null && second !== null
            ? betterOf(first, second, wanted)
            : undirected(first, second),
      };
    },
    /** A moment that is awaited in both runs: where it never comes, that is worse than late. */
    milestone: (
      id: FigureId,
      what: string,
      value: (run: JudgedSummary) => number | null,
      awaited: (run: JudgedSummary) => boolean,
    ): ComparedFigure => {
      const [first, second] = [value(a), value(b)];
      const never = Number.POSITIVE_INFINITY;
      return {
        id,
        what,
        unit: "ms",
        first,
        second,
        better:
          fair && awaited(a) && awaited(b)
            ? betterOf(first ?? never, second ?? never, "low")
            : undirected(first, second),
      };
    },
    verdict: (): ComparedFigure => {
      const [first, second] = [a.judgement.verdict, b.judgement.verdict];
      const rank = { pass: 1, fail: 0, unknown: 0 } as const;
      return {
        id: "verdict",
        what: "verdict",
        unit: "text",
        first,
        second,
        better:
          fair && sameBar(a, b)
            ? betterOf(rank[first], rank[second], "high")
            : undirected(first, second),
      };
    },
  };
}

/** A Test must never hurt users, a Drill may: only a Test that passed is beyond a Drill. */
function sameBar(a: JudgedSummary, b: JudgedSummary): boolean {
  const test = [a, b].find(({ drill }) => drill.kind === "Test");
  return a.drill.kind === b.drill.kind || test?.judgement.verdict === "pass";
}

type Wanted = "low" | "high";

function betterOf(first: number, second: number, wanted: Wanted): ComparedFigure["better"] {
  if (first === second) return "same";
  return first < second === (wanted === "low") ? "first" : "second";
}

function undirected(
  first: number | string | null,
  second: number | string | null,
): ComparedFigure["better"] {
  return first === second ? "same" : "neither";
}

function services(...runs: readonly JudgedSummary[]): readonly string[] {
  return [...new Set(runs.flatMap(({ impact }) => impact.services.map(({ service }) => service)))];
}
