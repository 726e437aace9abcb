import { hatched, tickLabels } from "./backdrop.ts";
import { laneHeight, laneMarkup, laneStep, type Lane } from "./lane.ts";
import type { Span } from "./spans.ts";
import { chart, element, hatching, label } from "./svg.ts";
import { timeAxis } from "./time-axis.ts";

/**
 * States in words over time, a lane each: which database is primary, what a limiter does without
 * its store.
 */
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
    ...hatched(spec.faults, axis, { top: top - 4, bottom: bottom + 4 }, `${spec.id}-hatch`),
    label(spec.title, { class: "name", x: 0, y: 14 }),
    ...spec.lanes.map((lane, index) =>
      laneMarkup(lane, axis, top + index * laneStep, `${spec.id}-hatch`),
    ),
    ...tickLabels(axis, bottom + 18),
  );
}
