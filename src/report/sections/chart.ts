import { dataTable } from "../chart/data-table.ts";
import { describe } from "../chart/describe.ts";
import { columns } from "../chart/bins.ts";
import { impactChart } from "../chart/impact-chart.ts";
import { signalChart } from "../chart/signal-chart.ts";
import { sparkline } from "../chart/sparkline.ts";
import type { Span } from "../chart/spans.ts";
import type { SliLine } from "../chart/success-panel.ts";
import { chartSpan, signalLines, sliLines } from "../chart-lines.ts";
import type { Context } from "../context.ts";
import { flagsOf } from "../flags.ts";
import { faultBands, lanesOf } from "../lanes.ts";
import { percent } from "../../wording/figure.ts";
import { sinceFault } from "../../wording/duration.ts";
import type { Chart, Section } from "./section.ts";

/** The one large chart, the signals as small ones, and their data. */
export const chart: Section = { id: "chart", title: "What users saw", view };

function view(context: Context): object | undefined {
  const { summary, windows, endMs, faultMs, scenario } = context;
  const slis = sliLines(summary, faultMs ?? 0);
  if (slis.every(({ bins }) => bins.length === 0)) return undefined;
  const span = chartSpan(summary, faultMs ?? 0, endMs);
  const faults = faultBands(context, span.toMs);
  const signals = signalLines(summary, scenario, faultMs ?? 0);
  const caption = describe(slis, windows, summary.impact.open, span.toMs, faultMs !== null);
  const from = faultMs === null ? "from the start" : "from the fault";
  const { note, table } = dataTable(
    slis.map((line) => ({ ...line, bins: line.bins.filter(({ atMs }) => atMs >= span.fromMs) })),
    signals,
    from,
  );
  const large: Chart = {
    markup: impactChart({
      id: "impact-chart",
      title: "Success of each service over time",
      description: caption,
      span,
      slis,
      windows,
      faults,
      flags: flagsOf(context),
      lanes: lanesOf(context, span.toMs),
      zero: `minutes ${from}`,
    }),
  };
  const small: Chart[] = signals.map((line) => ({
    markup: signalChart(line, span, faults, "signal"),
  }));
  return {
    chart: large,
    caption,
    signals: small,
    data: table,
    dataNote: note,
    plain: { verbatim: plain(slis, span) },
  };
}

/** The chart for plain text: one line of blocks per service. */
function plain(slis: readonly SliLine[], span: Span): string {
  const name = Math.max(...slis.map((line) => line.name.length));
  const drawn = slis.map((line) =>
    columns(
      line.bins.filter(({ atMs }) => atMs >= span.fromMs),
      line.binMs,
      60,
    ).map(({ success }) => success),
  );
  // One scale for all: curves under each other are read against each other.
  const lowest = Math.min(
    ...slis.map(({ objective }) => objective),
    ...drawn.flat().map((success) => success ?? 100),
  );
  const rows = slis.map((line, index) => {
    return `${line.name.padEnd(name)}  ${sparkline(drawn[index] ?? [], lowest)}  ${percent(lowest)} to 100 %`;
  });
  return [
    ...rows,
    `${" ".repeat(name)}  from ${sinceFault(span.fromMs)} to ${sinceFault(span.toMs)}, objective ${slis.map((line) => `${line.name} ${percent(line.objective)}`).join(", ")}`,
  ].join("\n");
}
