/** Two runs of the same incident, figure by figure. */
import type { Durations } from "./durations.ts";
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

/** Stable; `what` may be reworded. */
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
  const { verdict, milestone, amount } = figures(first, second);
  return [
    verdict(),
    ...milestones.map(milestone),
    amount(timeHurt),
    ...services(first, second).map((service) => amount(impactOn(service))),
    ...amounts.map(amount),
  ].filter((figure) => figure.first !== null || figure.second !== null);
}

/** A moment of an incident, as the time from the fault to it. */
interface Milestone {
  readonly id: FigureId;
  readonly what: string;
  readonly of: keyof Durations;
  /** Whether it had to come in this run. */
  readonly awaited: (run: JudgedSummary) => boolean;
}

const milestones: readonly Milestone[] = [
  { id: "hurt-after", what: "users hurt after", of: "faultToImpact", awaited: () => false },
  { id: "alert-after", what: "first alert after", of: "faultToAlert", awaited: usersHurt },
  { id: "declared-after", what: "declared after", of: "faultToDeclared", awaited: incidentRun },
  {
    id: "acknowledged-after",
    what: "acknowledged after",
    of: "faultToAcknowledged",
    awaited: incidentRun,
  },
  { id: "cause-after", what: "cause found after", of: "faultToDiagnosed", awaited: incidentRun },
  { id: "restored-after", what: "time to restore", of: "faultToContained", awaited: usersHurt },
  { id: "resolved-after", what: "resolved after", of: "faultToResolved", awaited: incidentRun },
];

/** A quantity, and whether little or much of it is wanted. */
interface Amount {
  readonly id: FigureId;
  readonly what: string;
  readonly unit: Unit;
  readonly wanted: "low" | "high";
  /** Null is what was not measured: it is neither better nor worse than a figure. */
  readonly value: (run: JudgedSummary) => number | null;
}

const timeHurt: Amount = {
  id: "hurt-for",
  what: "users affected for",
  unit: "ms",
  wanted: "low",
  value: ({ impact, moments }) => (moments.fault === null ? null : impact.ms),
};

function impactOn(service: string): Amount {
  return {
    id: `impact-${service}`,
    what: `impact on ${service}`,
    unit: "percentMinutes",
    wanted: "low",
    value: ({ impact }) =>
      impact.services.find((each) => each.service === service)?.percentMinutes ?? null,
  };
}

const amounts: readonly Amount[] = [
  {
    id: "requests-lost",
    what: "requests lost",
    unit: "count",
    wanted: "low",
    value: ({ impact }) => impact.total.lost,
  },
  {
    id: "users-hurt",
    what: "users affected",
    unit: "count",
    wanted: "low",
    value: ({ impact }) => impact.total.usersHurt,
  },
  {
    id: "evidence-proved",
    what: "evidence proved",
    unit: "count",
    wanted: "high",
    value: ({ evidence, drill }) =>
      evidence.length === 0 || drill.kind === "Test"
        ? null
        : evidence.filter(({ proved }) => proved !== null).length,
  },
  {
    id: "wrong-turns",
    what: "wrong turns",
    unit: "count",
    wanted: "low",
    value: ({ wrongTurns, drill }) => (drill.kind === "Test" ? null : wrongTurns.length),
  },
  {
    id: "hints",
    what: "hints",
    unit: "count",
    wanted: "low",
    value: ({ hints, drill }) => (drill.kind === "Test" ? null : hints.length),
  },
  {
    id: "score",
    what: "score",
    unit: "points",
    wanted: "high",
    value: ({ score }) => score?.points ?? null,
  },
];

/**
 * Whether there was something to alert on and to come back from: if no user is affected, a moment
 * that never comes is no failure.
 */
function usersHurt({ impact }: JudgedSummary): boolean {
  return impact.ms > 0;
}

/** Whether people had an incident to run: in a Test no one is on call. */
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
    amount: ({ id, what, unit, value, wanted }: Amount): ComparedFigure => {
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
    milestone: ({ id, what, of, awaited }: Milestone): ComparedFigure => {
      const [first, second] = [a.durations[of], b.durations[of]];
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

/** A Test must never affect users, a Drill may: only a Test that passed ranks above a Drill. */
function sameBar(a: JudgedSummary, b: JudgedSummary): boolean {
  const test = [a, b].find(({ drill }) => drill.kind === "Test");
  return a.drill.kind === b.drill.kind || test?.judgement.verdict === "pass";
}

function betterOf(
  first: number,
  second: number,
  wanted: Amount["wanted"],
): ComparedFigure["better"] {
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
