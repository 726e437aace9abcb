import { amount } from "../../wording/figure.ts";
import { grid, hatched, tickLabels } from "./backdrop.ts";
import { thinned, worstOf, type Point } from "./points.ts";
import type { Span } from "./spans.ts";
import { chart, element, hatching, label, pathThrough } from "./svg.ts";
import { timeAxis } from "./time-axis.ts";
import { amountAxis } from "./value-axis.ts";

/**
 * A signal over time; `at` in milliseconds from the fault, `value` in `unit`, null where nothing
 * was measured.
 */
export interface SignalLine {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

const width = 336;
const height = 132;
const left = 44;
const right = width - 12;

/**
 * One small chart of a row of them: the same time axis and fault band as the large one, its highest
 * value written at its place.
 */
export function signalChart(
  line: SignalLine,
  span: Span,
  faults: readonly Span[],
  idPrefix: string,
): string {
  const id = `${idPrefix}-${line.id}`;
  const axis = timeAxis({ ...span, left, right });
  const thin = thinned(line.points, Math.floor(right - left), "highest");
  const peak = worstOf(thin, "highest");
  const values = amountAxis(peak?.value ?? 0, { top: 34, bottom: 104 });
  const unit = line.unit === "" ? "" : ` ${line.unit}`;
  const text =
    peak === undefined ? "Nothing was measured." : `Highest value ${amount(peak.value)}${unit}.`;
  return chart(
    { id, width, height, title: line.title, description: text },
    element("defs", {}, hatching(`${id}-hatch`)),
    ...hatched(faults, axis, values, `${id}-hatch`),
    label(line.title, { class: "name", x: 0, y: 14 }),
    label(peak === undefined ? "not measured" : `highest ${amount(peak.value)}${unit}`, {
      class: "mark",
      x: right,
      y: 28,
      "text-anchor": "end",
    }),
    ...grid(axis, values, 6, amount),
    element("path", {
      class: "success",
      d: pathThrough(
        thin.map(({ atMs, value }) => (value === null ? null : [axis.x(atMs), values.y(value)])),
      ),
    }),
    ...(peak === undefined
      ? []
      : [
          element("circle", {
            class: "peak",
            cx: axis.x(peak.atMs),
            cy: values.y(peak.value),
            r: 3,
          }),
        ]),
    ...tickLabels(axis, 122),
  );
}
