import { laneHeight, laneMarkup, laneStep, type Lane } from "./lane.ts";
import type { Span } from "./success-panel.ts";
import { chart, element, hatching, label } from "./svg.ts";
import { timeAxis, timeTicks } from "./time-axis.ts";

/** States in words over time, a lane each: which database is primary, what a limiter does without its store. */
export interface StateChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly span: Span;
  readonly faults: readonly Span[];
  readonly lanes: readonly Lane[];
}

const width = 400;
const left = 108;
const right = width - 18;
const top = 30;

/** Draws the lanes under their title, with the time axis of the other panels. */
export function stateChart(spec: StateChart): string {
  const axis = timeAxis({ ...spec.span, left, right });
  const bottom = top + (spec.lanes.length - 1) * laneStep + laneHeight;
  return chart(
    { id: spec.id, width, height: bottom + 26, title: spec.title, description: spec.description },
    element("defs", {}, hatching(`${spec.id}-hatch`)),
    ...spec.faults.map((fault) => element("rect", { class: "band", fill: `url(#${spec.id}-hatch)`, x: axis.x(fault.fromMs), y: top - 4, width: Math.max(axis.x(fault.toMs) - axis.x(fault.fromMs), 1), height: bottom - top + 8 })),
    label(spec.title, { class: "name", x: 0, y: 14 }),
    ...spec.lanes.map((lane, index) => laneMarkup(lane, axis, top + index * laneStep, `${spec.id}-hatch`)),
    ...timeTicks(axis, 64).map(({ at, text }) => label(text, { class: "mark", x: axis.x(at), y: bottom + 18, "text-anchor": "middle" })),
  );
}
