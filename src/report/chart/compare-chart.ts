import { hatched } from "./backdrop.ts";
import { timeMarks } from "./impact-chart.ts";
import type { Span } from "./spans.ts";
import { lowestOf, type SliLine, successPanel } from "./success-panel.ts";
import { chart, element, hatching, label } from "./svg.ts";
import { timeAxis } from "./time-axis.ts";

/**
 * One of two runs to be laid side by side; times are milliseconds from the fault of its own run.
 */
export interface ComparedRun {
  readonly title: string;
  readonly slis: readonly SliLine[];
  readonly windows: readonly Span[];
  readonly faults: readonly Span[];
}

const width = 1040;
const gap = 36;
const panelHeight = 96;
const panelStep = 118;

/** Two runs side by side on the same scales, so that height and width can be compared by eye. */
export function compareChart(spec: {
  id: string;
  title: string;
  description: string;
  span: Span;
  runs: readonly [ComparedRun, ComparedRun];
}): string {
  const lowest = Math.min(100, ...spec.runs.flatMap(({ slis }) => slis.map(lowestOf)));
  const rows = Math.max(1, ...spec.runs.map(({ slis }) => slis.length));
  const half = (width - gap) / 2;
  const hatch = `${spec.id}-hatch`;
  return chart(
    {
      id: spec.id,
      width,
      height: 34 + rows * panelStep + 40,
      title: spec.title,
      description: spec.description,
    },
    element("defs", {}, hatching(hatch)),
    ...spec.runs.map((run, index) =>
      element(
        "g",
        { transform: `translate(${index * (half + gap)} 0)` },
        runMarkup(run, spec.span, half, lowest, rows, hatch),
      ),
    ),
  );
}

function runMarkup(
  run: ComparedRun,
  span: Span,
  room: number,
  lowest: number,
  rows: number,
  hatch: string,
): string {
  const axis = timeAxis({ ...span, left: 116, right: room - 116 });
  const bottom = 34 + rows * panelStep - 16;
  return [
    label(run.title, { class: "name", x: 0, y: 14 }),
    ...hatched(run.faults, axis, { top: 34, bottom }, hatch),
    ...run.slis.map((line, index) =>
      successPanel(
        line,
        axis,
        { top: 34 + index * panelStep, bottom: 34 + index * panelStep + panelHeight },
        run.windows,
        lowest,
      ),
    ),
    timeMarks(axis, bottom, "minutes from the fault"),
  ].join("");
}
