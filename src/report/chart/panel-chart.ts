import { amount } from "../../wording/figure.ts";
import { grid, hatched, tickLabels } from "./backdrop.ts";
import { shorten, textWidth } from "./label-rows.ts";
import { type Point, thinned, worstOf } from "./points.ts";
import type { Span } from "./spans.ts";
import { chart, element, escapeXml, hatching, label, pathThrough } from "./svg.ts";
import { type TimeAxis, timeAxis } from "./time-axis.ts";
import { amountAxis, successAxis, type ValueAxis } from "./value-axis.ts";

/** A line of a panel; `note` drawn under its name at the line's end. */
export interface PanelLine {
  readonly name: string;
  readonly note: string;
  readonly points: readonly Point[];
}

/** A panel of a dashboard: a few lines in one unit. */
export interface PanelChart {
  readonly id: string;
  readonly title: string;
  /** Shown after the title: `ms`, `of 151`. */
  readonly unit: string;
  readonly description: string;
  readonly span: Span;
  readonly faults: readonly Span[];
  /** `share` is of requests in percent, where low is bad. */
  readonly kind: "share" | "amount";
  /** Percent; drawn as a dashed line. */
  readonly objective: number | undefined;
  /** At most `mostLines`. */
  readonly lines: readonly PanelLine[];
}

/** As many as there are colours that every reader can tell apart. */
export const mostLines = 4;

const width = 400;
const left = 44;
const right = width - 116;
const top = 30;
const bottom = 140;
const labelStep = 27;

/** Draws a panel: each line named at its end, where its colour and dashes lead. */
export function panelChart(spec: PanelChart): string {
  const axis = timeAxis({ ...spec.span, left, right });
  const worst = spec.kind === "share" ? "lowest" : "highest";
  const lines = spec.lines.slice(0, mostLines).map((line) => ({
    ...line,
    points: thinned(
      line.points.filter(({ atMs }) => atMs >= axis.fromMs && atMs <= axis.toMs),
      right - left,
      worst,
    ),
  }));
  const values = valuesOf(spec, lines);
  const ends = apart(
    lines.map(({ points }) =>
      values.y(points.findLast(({ value }) => value !== null)?.value ?? values.low),
    ),
  );
  return chart(
    { id: spec.id, width, height: bottom + 26, title: spec.title, description: spec.description },
    element("defs", {}, hatching(`${spec.id}-hatch`)),
    ...hatched(spec.faults, axis, { top, bottom }, `${spec.id}-hatch`),
    heading(spec),
    ...frame(spec, axis, values),
    ...named(lines).map((line, index) =>
      lineMarkup(line, index, ends[index] ?? bottom, axis, values),
    ),
  );
}

/**
 * One line alone is named beside the title: it may be long, and there is nothing to tell it from.
 */
function heading({ title, unit, objective, lines }: PanelChart): string {
  const own = lines.length === 1 ? (lines[0]?.name ?? "") : "";
  const aside = [
    own === title ? "" : own,
    unit,
    objective === undefined ? "" : `objective ${objective} %`,
  ]
    .filter((text) => text !== "")
    .join(", ");
  const room = width - textWidth(title, 15) - 8;
  return element(
    "text",
    { x: 0, y: 14 },
    element("tspan", { class: "name" }, escapeXml(title)),
    ...(aside === ""
      ? []
      : [element("tspan", { class: "mark", dx: 6 }, escapeXml(shorten(aside, room)))]),
  );
}

function named<T extends PanelLine>(lines: readonly T[]): readonly T[] {
  return lines.length === 1 ? lines.map((line) => ({ ...line, name: line.note, note: "" })) : lines;
}

function valuesOf({ kind, objective }: PanelChart, lines: readonly PanelLine[]): ValueAxis {
  const all = lines.flatMap(({ points }) => points);
  if (kind === "share")
    return successAxis(worstOf(all, "lowest")?.value ?? 100, objective ?? 99, { top, bottom });
  return amountAxis(worstOf(all, "highest")?.value ?? 0, { top, bottom });
}

function frame({ kind, objective }: PanelChart, axis: TimeAxis, values: ValueAxis): string[] {
  return [
    ...grid(axis, values, 6, (mark) => `${amount(mark)}${kind === "share" ? " %" : ""}`),
    ...(objective === undefined
      ? []
      : [
          element("line", {
            class: "objective",
            x1: left,
            x2: right,
            y1: values.y(objective),
            y2: values.y(objective),
          }),
        ]),
    ...tickLabels(axis, bottom + 18),
  ];
}

function lineMarkup(
  line: PanelLine,
  index: number,
  y: number,
  axis: TimeAxis,
  values: ValueAxis,
): string {
  const last = line.points.findLast(({ value }) => value !== null);
  // From a line that ended long before, a lead across the chart would look like a measurement.
  const [x, height] =
    last === undefined || last.value === null || axis.x(last.atMs) < right - 14
      ? [right + 1, y]
      : [axis.x(last.atMs), values.y(last.value)];
  const lead = element("path", {
    class: "lead-line",
    d: pathThrough([
      [x, height],
      [right + 8, y],
    ]),
  });
  return element(
    "g",
    { class: `series series-${index + 1}` },
    element("title", {}, escapeXml(line.name)),
    element("path", {
      class: "line",
      d: pathThrough(
        line.points.map(({ atMs, value }) =>
          value === null ? null : [axis.x(atMs), values.y(value)],
        ),
      ),
    }),
    lead,
    label(shorten(line.name, width - right - 12), { x: right + 11, y: y + 4 }),
    ...(line.note === ""
      ? []
      : [
          label(shorten(line.note, width - right - 12), {
            class: "mark",
            x: right + 11,
            y: y + 17,
          }),
        ]),
  );
}

/** Heights for the labels, in the lines' order, so that none lies on another. */
function apart(wanted: readonly number[]): number[] {
  const order = wanted
    .map((y, index) => ({ y, index }))
    .toSorted((a, b) => a.y - b.y || a.index - b.index);
  const lowest = bottom - 17;
  const placed = wanted.slice();
  let free = top + 4;
  for (const [rank, { y, index }] of order.entries()) {
    // Room is left below for those that come after it.
    const at = Math.max(free, Math.min(y, lowest - (order.length - 1 - rank) * labelStep));
    placed[index] = at;
    free = at + labelStep;
  }
  return placed;
}
