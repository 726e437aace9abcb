import { grid } from "./backdrop.ts";
import { shorten, textWidth } from "./label-rows.ts";
import { timeMarks } from "./impact-chart.ts";
import { type Lane, laneMarkup, laneStep } from "./lane.ts";
import type { Span } from "./spans.ts";
import { lowestOf, type SliLine, steps } from "./success-panel.ts";
import { columns, type Column } from "./bins.ts";
import { chart, element, hatching, label, pathThrough } from "./svg.ts";
import { type TimeAxis, timeAxis } from "./time-axis.ts";
import { successAxis, type ValueAxis } from "./value-axis.ts";

/** An SLI of two runs; either may lack it. */
export interface OverlaidSli {
  readonly name: string;
  readonly objective: number;
  readonly runs: readonly [SliLine | undefined, SliLine | undefined];
}

/** Two runs on one time axis, both from their own fault. */
export interface OverlayChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly span: Span;
  /** What the runs are called at their lines' ends. */
  readonly names: readonly [string, string];
  readonly slis: readonly OverlaidSli[];
  /** Under the panels, each run's own. */
  readonly lanes: readonly Lane[];
}

const width = 1040;
const left = 150;
const right = width - 168;
const height = 110;
const step = 146;
const top = 30;

/**
 * Draws both runs' success of each SLI over each other: the first a full line, the second a dashed
 * one.
 */
export function overlayChart(spec: OverlayChart): string {
  const axis = timeAxis({ ...spec.span, left, right });
  const lowest = Math.min(
    100,
    ...spec.slis.flatMap(({ runs }) =>
      runs.flatMap((line) => (line === undefined ? [] : [lowestOf(line)])),
    ),
  );
  const bottom = top + Math.max(1, spec.slis.length) * step - 22;
  const lanesBottom = bottom + spec.lanes.length * laneStep;
  return chart(
    {
      id: spec.id,
      width,
      height: lanesBottom + 44,
      title: spec.title,
      description: spec.description,
    },
    element("defs", {}, hatching(`${spec.id}-hatch`)),
    element("line", { class: "axis", x1: axis.x(0), x2: axis.x(0), y1: top - 12, y2: lanesBottom }),
    label("fault", { class: "mark", x: axis.x(0) + 4, y: top - 6 }),
    ...spec.slis.map((sli, index) => panel(sli, spec.names, axis, top + index * step, lowest)),
    ...spec.lanes.map((lane, index) =>
      laneMarkup(lane, axis, bottom + index * laneStep, `${spec.id}-hatch`),
    ),
    timeMarks(axis, lanesBottom + 4, "minutes from the fault"),
  );
}

function panel(
  { name, objective, runs }: OverlaidSli,
  names: OverlayChart["names"],
  axis: TimeAxis,
  from: number,
  lowest: number,
): string {
  const values = successAxis(lowest, objective, { top: from, bottom: from + height });
  const drawn = runs.map((line) =>
    line === undefined
      ? []
      : columns(
          line.bins.filter(({ atMs }) => atMs >= axis.fromMs && atMs < axis.toMs),
          line.binMs,
          Math.floor((axis.right - axis.left) / 1.5),
        ),
  );
  const ends = apart(
    drawn.map((each) => values.y(each.findLast(({ success }) => success !== null)?.success ?? 100)),
    from,
  );
  return element(
    "g",
    { class: "panel" },
    ...grid(axis, values, 8, (mark) => `${mark} %`),
    label(shorten(name, left - 60, 14), { class: "name", x: 0, y: from + 5 }),
    label(`objective ${objective} %`, { class: "mark", x: 0, y: from + 22 }),
    element("line", {
      class: "objective",
      x1: left,
      x2: right,
      y1: values.y(objective),
      y2: values.y(objective),
    }),
    ...drawn.map((each, run) =>
      series(
        each,
        run,
        { name: names[run] ?? "", note: runs[run]?.note ?? "not measured", y: ends[run] ?? from },
        axis,
        values,
      ),
    ),
  );
}

function series(
  drawn: readonly Column[],
  run: number,
  end: { name: string; note: string; y: number },
  axis: TimeAxis,
  values: ValueAxis,
): string {
  const points = steps(drawn, ({ success }) => success, axis, values);
  const last = points.findLast((point) => point !== null);
  const room = width - right - 16;
  return element(
    "g",
    { class: `series series-${run + 1}` },
    element("path", { class: "line", d: pathThrough(points) }),
    ...(last === null || last === undefined
      ? []
      : [
          element("path", {
            class: "lead-line",
            d: pathThrough([
              [last[0], last[1]],
              [right + 8, end.y],
            ]),
          }),
        ]),
    label(shorten(end.name, room), { x: right + 12, y: end.y + 4 }),
    label(textWidth(end.note) > room ? shorten(end.note, room) : end.note, {
      class: "mark",
      x: right + 12,
      y: end.y + 18,
    }),
  );
}

/** The two labels of a panel, each of two lines, never on each other. */
function apart(wanted: readonly number[], from: number): number[] {
  const [first = from, second = from] = wanted;
  const room = 34;
  if (Math.abs(first - second) >= room)
    return [Math.min(first, from + height - 14), Math.min(second, from + height - 14)];
  const middle = Math.max(
    from + room / 2,
    Math.min((first + second) / 2, from + height - 14 - room / 2),
  );
  return first <= second
    ? [middle - room / 2, middle + room / 2]
    : [middle + room / 2, middle - room / 2];
}
