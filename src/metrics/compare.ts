/** Two runs of the same incident, figure by figure. */
import type { JudgedSummary, RunLine } from "./run-line.ts";

/** How a figure is to be read; `ms` are exercise milliseconds, from the fault where its name says so. */
export type Unit = "ms" | "percentMinutes" | "count" | "points" | "text";

export interface ComparedFigure {
  readonly what: string;
  readonly unit: Unit;
  /** Null for what did not happen. */
  readonly first: number | string | null;
  readonly second: number | string | null;
  /** Which of the two is better for the users; `same` too where a figure is neither good nor bad. */
  readonly better: "first" | "second" | "same";
}

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
export function compareRuns(first: JudgedSummary, second: JudgedSummary): readonly ComparedFigure[] {
  const line = figures(first, second);
  return [
    line.verdict(),
    line.ms("users hurt after", ({ durations }) => durations.faultToImpact, "neither"),
    line.ms("first alert after", ({ durations }) => durations.faultToAlert),
    line.ms("declared after", ({ durations }) => durations.faultToDeclared),
    line.ms("acknowledged after", ({ durations }) => durations.faultToAcknowledged),
    line.ms("cause found after", ({ durations }) => durations.faultToDiagnosed),
    line.ms("users back after", ({ durations }) => durations.faultToContained),
    line.ms("resolved after", ({ durations }) => durations.faultToResolved),
    line.of("users hurt for", "ms", ({ impact, moments }) => (moments.fault === null ? null : impact.ms), "low"),
    ...services(first, second).map((service) => line.of(`impact on ${service}`, "percentMinutes", ({ impact }) => impact.services.find((each) => each.service === service)?.percentMinutes ?? null, "low")),
    line.of("requests lost", "count", ({ impact }) => impact.total.lost, "low"),
    line.of("users hurt", "count", ({ impact }) => impact.total.usersHurt, "low"),
    line.of("evidence proved", "count", ({ evidence, drill }) => (evidence.length === 0 || drill.kind === "Test" ? null : evidence.filter(({ proved }) => proved !== null).length), "high"),
    line.of("wrong turns", "count", ({ wrongTurns, drill }) => (drill.kind === "Test" ? null : wrongTurns.length), "low"),
    line.of("hints", "count", ({ hints, drill }) => (drill.kind === "Test" ? null : hints.length), "low"),
    line.of("score", "points", ({ score }) => score?.points ?? null, "high"),
  ].filter((figure) => figure.first !== null || figure.second !== null);
}

type Wanted = "low" | "high" | "neither";

function figures(a: JudgedSummary, b: JudgedSummary) {
  const of = (what: string, unit: Unit, value: (run: JudgedSummary) => number | null, wanted: Wanted): ComparedFigure => {
    const [first, second] = [value(a), value(b)];
    return { what, unit, first, second, better: betterOf(first, second, wanted) };
  };
  const rank = { pass: 2, fail: 1, unknown: 0 } as const;
  return {
    of,
    // What never happened is worse than what took long.
    ms: (what: string, value: (run: JudgedSummary) => number | null, wanted: Wanted = "low") => of(what, "ms", value, wanted),
    verdict: (): ComparedFigure => ({ what: "verdict", unit: "text", first: a.judgement.verdict, second: b.judgement.verdict, better: betterOf(rank[a.judgement.verdict], rank[b.judgement.verdict], "high") }),
  };
}

function betterOf(first: number | null, second: number | null, wanted: Wanted): ComparedFigure["better"] {
  if (wanted === "neither" || first === second) return "same";
  if (first === null) return "second";
  if (second === null) return "first";
  return first < second === (wanted === "low") ? "first" : "second";
}

function services(...runs: readonly JudgedSummary[]): readonly string[] {
  return [...new Set(runs.flatMap(({ impact }) => impact.services.map(({ service }) => service)))];
}
