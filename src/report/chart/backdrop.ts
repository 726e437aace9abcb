import type { Span } from "./spans.ts";
import { element, label } from "./svg.ts";
import { type TimeAxis, timeTicks } from "./time-axis.ts";
import type { ValueAxis } from "./value-axis.ts";

/**
 * The faults, hatched over the height of what they stand behind; none so short that it cannot be
 * seen.
 */
export function hatched(
  faults: readonly Span[],
  axis: TimeAxis,
  { top, bottom }: { readonly top: number; readonly bottom: number },
  hatch: string,
  leastWidth = 1,
): string[] {
  return faults.map(({ fromMs, toMs }) =>
    element("rect", {
      class: "band",
      fill: `url(#${hatch})`,
      x: axis.x(fromMs),
      y: top,
      width: Math.max(axis.x(toMs) - axis.x(fromMs), leastWidth),
      height: bottom - top,
    }),
  );
}

/**
 * A line across the chart at each mark of the values, and what it stands for at its left, `inset`
 * from it.
 */
export function grid(
  axis: TimeAxis,
  values: ValueAxis,
  inset: number,
  text: (mark: number) => string,
): string[] {
  return values.marks.flatMap((mark) => [
    element("line", {
      class: "grid",
      x1: axis.left,
      x2: axis.right,
      y1: values.y(mark),
      y2: values.y(mark),
    }),
    label(text(mark), {
      class: "mark",
      x: axis.left - inset,
      y: values.y(mark) + 4,
      "text-anchor": "end",
    }),
  ]);
}

/** The times under a small chart, without a line of their own. */
export function tickLabels(axis: TimeAxis, y: number): string[] {
  return timeTicks(axis, 64).map(({ at, text }) =>
    label(text, { class: "mark", x: axis.x(at), y, "text-anchor": "middle" }),
  );
}
