import { grid } from "./backdrop.ts";
import { type Bin, type Column, columns } from "./bins.ts";
import { shorten } from "./label-rows.ts";
import type { Span } from "./spans.ts";
import { coordinate, element, label, pathThrough } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";
import { successAxis, type ValueAxis } from "./value-axis.ts";

/**
 * One SLI as it is drawn: its bins in order, its objective in percent, and a note for the right
 * margin.
 */
export interface SliLine {
  readonly name: string;
  readonly objective: number;
  readonly binMs: number;
  readonly bins: readonly Bin[];
  readonly note: string;
  /** Its worst second while users were affected, in percent: bins may be wider than a second. */
  readonly worst: number | null;
}

/** The lowest second of an SLI, in percent; 100 when nothing was asked. */
export function lowestOf(line: SliLine): number {
  return line.bins.reduce((low, { success }) => Math.min(low, success ?? low), 100);
}

/**
 * Draws one SLI: its success from its floor to 100 %, the objective, and the loss inside the impact
 * window.
 */
export function successPanel(
  line: SliLine,
  axis: TimeAxis,
  span: { top: number; bottom: number },
  windows: readonly Span[],
  lowest: number,
): string {
  const values = successAxis(lowest, line.objective, span);
  const shown = line.bins.filter(({ atMs }) => atMs >= axis.fromMs && atMs < axis.toMs);
  const drawn = columns(shown, line.binMs, Math.floor((axis.right - axis.left) / 1.5));
  return element(
    "g",
    { class: "panel" },
    ...frame(line, axis, values),
    lossAreas(drawn, axis, values, windows),
    envelope(drawn, axis, values),
    element("line", {
      class: "objective",
      x1: axis.left,
      x2: axis.right + 6,
      y1: values.y(line.objective),
      y2: values.y(line.objective),
    }),
    element("path", {
      class: "success",
      d: pathThrough(steps(drawn, ({ success }) => success, axis, values)),
    }),
    ...rightMargin(line, axis, values),
  );
}

function frame(line: SliLine, axis: TimeAxis, values: ValueAxis): string[] {
  return [
    ...grid(axis, values, 8, (mark) => `${mark} %`),
    label(shorten(line.name, axis.left - 56, 15), { class: "name", x: 0, y: values.top + 5 }),
  ];
}

function rightMargin(line: SliLine, axis: TimeAxis, values: ValueAxis): string[] {
  const x = axis.right + 10;
  const y = values.y(line.objective) + 4;
  return [
    label(`objective ${line.objective} %`, { class: "mark", x, y }),
    ...(line.note === "" ? [] : [label(line.note, { class: "note", x, y: y + 17 })]),
  ];
}

/**
 * The area between 100 % and what users got, inside the impact windows: percent × minutes, which is
 * the impact itself.
 */
function lossAreas(
  drawn: readonly Column[],
  axis: TimeAxis,
  values: ValueAxis,
  windows: readonly Span[],
): string {
  const top = coordinate(values.y(100));
  const d = windows
    .flatMap((window) =>
      drawn.map((column) => {
        const from = axis.x(Math.max(column.atMs, window.fromMs));
        const to = axis.x(Math.min(column.atMs + column.widthMs, window.toMs));
        if (column.success === null || column.success >= 100 || to <= from) return "";
        return `M${coordinate(from)} ${top}H${coordinate(to)}V${coordinate(values.y(column.success))}H${coordinate(from)}Z`;
      }),
    )
    .join("");
  return d === "" ? "" : element("path", { class: "loss", d });
}

/** Where a column gathers several seconds, how low the worst of them went. */
function envelope(drawn: readonly Column[], axis: TimeAxis, values: ValueAxis): string {
  const gathered = drawn.some(
    (column) => column.success !== null && column.worst !== null && column.worst < column.success,
  );
  if (!gathered) return "";
  return element("path", {
    class: "worst",
    d: pathThrough(steps(drawn, ({ worst }) => worst, axis, values)),
  });
}

/** A bin is a stretch, not a point: its value is drawn over all of its width, as its loss does. */
export function steps(
  drawn: readonly Column[],
  value: (column: Column) => number | null,
  axis: TimeAxis,
  values: ValueAxis,
): (readonly [number, number] | null)[] {
  return drawn.flatMap((column) => {
    const height = value(column);
    return height === null
      ? [null]
      : [
          [axis.x(column.atMs), values.y(height)] as const,
          [axis.x(column.atMs + column.widthMs), values.y(height)] as const,
        ];
  });
}
