import { shorten } from "./label-rows.ts";
import { element, escapeXml, label } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

/**
 * How a state looks: `calm` nothing is wrong, `affected` users are affected, `work` people are at it,
 * `back` service is restored.
 */
export type Tone = "calm" | "affected" | "work" | "back" | "fault";

/** A state with its stretch of time, milliseconds from the fault. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  readonly tone: Tone;
}

/** A thin strip of states under a chart. */
export interface Lane {
  readonly name: string;
  readonly stretches: readonly Stretch[];
}

/** Height of one lane in pixels, with the gap to the next. */
export const laneHeight = 20;
export const laneStep = 26;

/**
 * Draws a lane with its name in the left margin; a state is named where its name fits, and always
 * in its tooltip.
 */
export function laneMarkup(lane: Lane, axis: TimeAxis, top: number, hatch: string): string {
  const name = label(lane.name, {
    class: "lane-name",
    x: axis.left - 8,
    y: top + 14,
    "text-anchor": "end",
  });
  return element(
    "g",
    { class: "lane" },
    name,
    ...lane.stretches.map((stretch) => stretchMarkup(stretch, axis, top, hatch)),
  );
}

function stretchMarkup(stretch: Stretch, axis: TimeAxis, top: number, hatch: string): string {
  const x = axis.x(stretch.fromMs);
  const width = Math.max(axis.x(stretch.toMs) - x, 1.5);
  // Half a word says less than none.
  const cut = shorten(stretch.text, width - 8);
  const text = cut.length >= 0.6 * stretch.text.length ? cut : "";
  return element(
    "g",
    {},
    element("title", {}, escapeXml(stretch.text)),
    element("rect", { class: `state ${stretch.tone}`, x, y: top, width, height: laneHeight }),
    ...(stretch.tone === "fault"
      ? [element("rect", { fill: `url(#${hatch})`, x, y: top, width, height: laneHeight })]
      : []),
    element("line", { class: "state-edge", x1: x, y1: top, x2: x, y2: top + laneHeight }),
    ...(text === "" ? [] : [label(text, { class: "lane-text", x: x + 5, y: top + 14 })]),
  );
}
