import { hatched } from "./backdrop.ts";
import { flagRoom, placeFlags } from "./label-rows.ts";
import { type Lane, laneMarkup, laneStep } from "./lane.ts";
import type { Span } from "./spans.ts";
import { lowestOf, type SliLine, successPanel } from "./success-panel.ts";
import { chart, element, escapeXml, hatching, label } from "./svg.ts";
import { type TimeAxis, timeAxis, timeTicks } from "./time-axis.ts";

/**
 * An act of a person, a page or a turn of the truth, milliseconds from the fault; heavier ones keep
 * their text where room is short.
 */
export interface ChartFlag {
  readonly atMs: number;
  readonly text: string;
  readonly weight: number;
  readonly kind: "person" | "monitor" | "truth";
}

/** Everything that the large chart of a report shows; all times are milliseconds from the fault. */
export interface ImpactChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly span: Span;
  readonly slis: readonly SliLine[];
  /** When users were affected: from a first bad second to containment, or to the end of the drill. */
  readonly windows: readonly Span[];
  readonly faults: readonly Span[];
  readonly flags: readonly ChartFlag[];
  readonly lanes: readonly Lane[];
  /** Title of the time axis. */
  readonly zero: string;
}

const width = 1040;
const left = 132;
const rowHeight = 16;
const panelGap = 28;

/**
 * The large chart: per SLI a panel with its success, objective and loss; the fault hatched behind
 * them; each act a labelled line through them; truth and declared as lanes underneath, on one time
 * axis.
 */
export function impactChart(spec: ImpactChart): string {
  const axis = timeAxis({ ...spec.span, left, right: width - flagRoom });
  const flags = placeFlags(spec.flags.map((flag) => ({ ...flag, x: axis.x(flag.atMs) })));
  const top =
    12 +
    (Math.max(-1, ...flags.filter(({ text }) => text !== "").map(({ row }) => row)) + 1) *
      rowHeight;
  const panels = panelSpans(spec.slis.length, top + 8);
  const bottom = panels.at(-1)?.bottom ?? top;
  const lanesTop = bottom + 14;
  const axisTop = lanesTop + spec.lanes.length * laneStep;
  const hatch = `${spec.id}-hatch`;
  const lowest = Math.min(100, ...spec.slis.map(lowestOf));
  return chart(
    { id: spec.id, width, height: axisTop + 40, title: spec.title, description: spec.description },
    element("defs", {}, hatching(hatch)),
    ...hatched(spec.faults, axis, { top, bottom }, hatch, 1.5),
    ...panels.map((span, index) => {
      const line = spec.slis[index];
      return line === undefined ? "" : successPanel(line, axis, span, spec.windows, lowest);
    }),
    ...flags.map(({ flag, row, text }) => flagMarkup(flag, text, 12 + row * rowHeight, bottom)),
    ...spec.lanes.map((lane, index) => laneMarkup(lane, axis, lanesTop + index * laneStep, hatch)),
    timeMarks(axis, axisTop, spec.zero),
  );
}

function panelSpans(count: number, top: number): { top: number; bottom: number }[] {
  const shared = count === 2 ? 140 : 100;
  const height = count <= 1 ? 220 : shared;
  return Array.from({ length: count }, (_, index) => ({
    top: top + index * (height + panelGap),
    bottom: top + index * (height + panelGap) + height,
  }));
}

function flagMarkup(
  flag: ChartFlag & { x: number },
  text: string,
  top: number,
  bottom: number,
): string {
  return element(
    "g",
    { class: `flag ${flag.kind}` },
    element("title", {}, escapeXml(flag.text)),
    element("line", { x1: flag.x, x2: flag.x, y1: text === "" ? top : top - 9, y2: bottom }),
    ...(text === "" ? [] : [label(text, { x: flag.x + 4, y: top })]),
  );
}

/** The time axis with its title, in minutes from the fault. */
export function timeMarks(axis: TimeAxis, top: number, title: string): string {
  return element(
    "g",
    { class: "time" },
    element("line", { class: "axis", x1: axis.left, x2: axis.right, y1: top, y2: top }),
    ...timeTicks(axis).flatMap(({ at, text }) => [
      element("line", { class: "axis", x1: axis.x(at), x2: axis.x(at), y1: top, y2: top + 5 }),
      label(text, { class: "mark", x: axis.x(at), y: top + 18, "text-anchor": "middle" }),
    ]),
    label(title, { class: "mark", x: axis.right, y: top + 34, "text-anchor": "end" }),
  );
}
