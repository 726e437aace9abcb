import type { RequestSeries } from "../metrics/request-series.ts";
import type { SignalSeries } from "../metrics/signal-series.ts";
import type { Thinned } from "../metrics/thinning.ts";
import { shownText, type Panel, type RequestLine } from "../plan/dashboards.ts";
import { mostLines, type PanelLine } from "./chart/panel-chart.ts";
import { peaksOf, worstOf, type Point } from "./chart/points.ts";
import type { Context } from "./context.ts";
import { amount, count, percent } from "../wording/figure.ts";

/** Lines of one unit, as they are drawn together. */
export interface LineGroup {
  readonly unit: string;
  readonly kind: "share" | "amount";
  readonly objective: number | undefined;
  readonly lines: readonly PanelLine[];
  /** How many more there are than a chart can tell apart. */
  readonly more: number;
}

/** A signal whose values are words. */
export interface Words {
  readonly name: string;
  /** Milliseconds from the fault; empty when there were too many to draw. */
  readonly changes: readonly { readonly atMs: number; readonly text: string }[];
  readonly changed: number;
  readonly last: string;
}

export interface PanelData {
  readonly groups: readonly LineGroup[];
  readonly words: readonly Words[];
}

const mostChangesDrawn = 16;
const units = {
  success: "% good",
  latency: "ms, 99th percentile",
  rate: "requests/s",
  refused: "% refused",
} as const;

/** What a panel has to show of a run; times are milliseconds from the fault. */
export function panelData(panel: Panel, { summary: { series }, since }: Context): PanelData {
  const requests = panel.lines.flatMap((line) =>
    line.is === "requests"
      ? [{ line, series: series.requests.find(({ key }) => key === line.key) }]
      : [],
  );
  const signals = panel.lines.flatMap((line) =>
    line.is === "signal" ? (series.signals.find(({ signal }) => signal === line.signal) ?? []) : [],
  );
  const answered = requests.flatMap(({ line, series: of }) =>
    of === undefined ? [] : [requestLine(panel.show, line, of, since)],
  );
  const objectives = [...new Set(requests.flatMap(({ line }) => line.objective ?? []))];
  const kind = panel.show === "success" ? "share" : "amount";
  const ofRequests =
    answered.length === 0
      ? []
      : [
          group({
            unit: units[panel.show],
            kind,
            objective:
              panel.show === "success" && objectives.length === 1 ? objectives[0] : undefined,
            lines: answered,
          }),
        ];
  return {
    groups: [...ofRequests, ...signalGroups(signals, panel.top, since)],
    words: signals.flatMap((signal) => wordsOf(signal, since)),
  };
}

type Since = Context["since"];

function group(of: Omit<LineGroup, "more">): LineGroup {
  return {
    ...of,
    lines: of.lines.slice(0, mostLines),
    more: Math.max(0, of.lines.length - mostLines),
  };
}

function requestLine(
  show: Panel["show"],
  { name }: RequestLine,
  of: RequestSeries,
  since: Since,
): PanelLine {
  if (show === "latency")
    return noted(name, peaksOf(of.p99, since), "highest", (value) => `${amount(value)} ms`);
  const values = of[show];
  const points = values.map((value, index): Point => ({
    atMs: since((of.fromSecond + index * of.stepSeconds) * 1_000),
    value,
  }));
  if (show === "success") return noted(name, points, "lowest", percent);
  return noted(name, points, "highest", (value) =>
    show === "refused" ? percent(value) : `${amount(value)}/s`,
  );
}

function noted(
  name: string,
  points: readonly Point[],
  worst: "lowest" | "highest",
  words: (value: number) => string,
): PanelLine {
  const found = worstOf(points, worst);
  if (found === undefined) return { name, points, note: "not measured" };
  const extent = worst === "lowest" ? "down to" : "up to";
  const steady = points.every(({ value }) => value === null || value === found.value);
  return {
    name,
    points,
    note: `${steady ? "always" : extent} ${words(found.value)}`,
  };
}

/** Signals of one unit share a chart; one with keys has its own. */
function signalGroups(signals: readonly SignalSeries[], top: number, since: Since): LineGroup[] {
  const keyed = signals.filter(({ keys }) => keys.length > 0);
  const plain = signals.filter(
    ({ keys, points }) => keys.length === 0 && points.peak.some((value) => value !== null),
  );
  const line = (name: string, points: Thinned): PanelLine =>
    noted(name, peaksOf(points, since), "highest", amount);
  const byUnit = [...new Set(plain.map(({ unit }) => unit))];
  return [
    ...byUnit.map((unit) =>
      group({
        unit,
        kind: "amount",
        objective: undefined,
        lines: plain
          .filter((signal) => signal.unit === unit)
          .map(({ title, points }) => line(title, points)),
      }),
    ),
    ...keyed.map(({ unit, title, keys }) => ({
      ...group({
        unit: keyed.length === 1 ? unit : `${title}${unit === "" ? "" : `, ${unit}`}`,
        kind: "amount" as const,
        objective: undefined,
        lines: keys.slice(0, top).map(({ key, points }) => line(shownText(key), points)),
      }),
      more: Math.max(0, keys.length - Math.min(top, mostLines)),
    })),
  ];
}

function wordsOf({ title, changes, changed, last }: SignalSeries, since: Since): Words[] {
  if (last === null) return [];
  const drawn =
    changed < mostChangesDrawn
      ? changes.map(({ atMs, value }) => ({ atMs: since(atMs), text: shownText(value) }))
      : [];
  return [{ name: title, changes: drawn, changed, last: shownText(last.value) }];
}

/** What is too long or too lively to draw, in a sentence. */
export function wordsLine({ name, changed, last }: Words): string {
  return changed === 0
    ? `${name} was ${last} throughout.`
    : `${name} changed ${count(changed)} ${changed === 1 ? "time" : "times"}; at the end it was ${last}.`;
}
