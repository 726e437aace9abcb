import type { Scenario } from "../plan/plan.ts";
import type { Summary } from "../metrics/summary.ts";
import { peaksOf } from "./chart/points.ts";
import type { SignalLine } from "./chart/signal-chart.ts";
import type { Span } from "./chart/spans.ts";
import type { SliLine } from "./chart/success-panel.ts";
import { percentMinutes } from "../wording/figure.ts";

/** How many SLIs and signals fit a page; those that lost most come first. */
const mostSlis = 4;
const mostSignals = 6;

/** The SLIs of a run as chart lines, times relative to its fault, the hardest hit first. */
export function sliLines(summary: Summary, zeroMs: number): readonly SliLine[] {
  const impact = new Map(summary.impact.services.map((service) => [service.sli, service]));
  const lines = summary.series.slis.map((series) => ({
    loss: impact.get(series.sli)?.percentMinutes ?? 0,
    line: {
      name: series.service,
      objective: series.objective,
      binMs: series.stepSeconds * 1_000,
      bins: series.success.map((success, index) => ({
        // From the second of the fault: a loss is never drawn before its cause.
        atMs: (series.fromSecond + index * series.stepSeconds - Math.floor(zeroMs / 1_000)) * 1_000,
        success,
        offered: series.offered[index] ?? 0,
      })),
      note:
        summary.moments.fault === null
          ? ""
          : `${percentMinutes(impact.get(series.sli)?.percentMinutes ?? 0)} lost`,
      worst: impact.get(series.sli)?.worstSuccess ?? null,
    },
  }));
  const kept = new Set(lines.toSorted((a, b) => b.loss - a.loss).slice(0, mostSlis));
  return lines.filter((line) => kept.has(line)).map(({ line }) => line);
}

/**
 * The numeric signals of a run that a dashboard shows, as small charts, times relative to its
 * fault.
 */
export function signalLines(
  summary: Summary,
  scenario: Pick<Scenario, "signals" | "dashboards">,
  zeroMs: number,
): readonly SignalLine[] {
  // Where dashboards are declared, they say what is shown and where.
  if (Object.keys(scenario.dashboards ?? {}).length > 0) return [];
  return summary.series.signals
    .filter(({ signal }) => scenario.signals[signal]?.show !== false)
    .filter(({ points }) => points.peak.some((value) => value !== null))
    .slice(0, mostSignals)
    .map(({ signal, title, unit, points }) => ({
      id: signal,
      title,
      unit,
      points: peaksOf(points, (atMs) => atMs - zeroMs),
    }));
}

/**
 * The stretch that a chart shows: a little of what was before the fault, then all until the drill
 * ended. Milliseconds from the fault.
 */
export function chartSpan(summary: Summary, zeroMs: number, endMs: number): Span {
  const first = Math.min(
    ...summary.series.slis
      .filter(({ success }) => success.length > 0)
      .map(({ fromSecond }) => fromSecond * 1_000 - zeroMs),
  );
  const toMs = Math.max(endMs - zeroMs, 1_000);
  if (!Number.isFinite(first)) return { fromMs: Math.min(0, -zeroMs), toMs };
  return {
    fromMs:
      summary.moments.fault === null ? first : Math.max(first, -Math.max(20_000, 0.12 * toMs)),
    toMs,
  };
}
