import { dashboardsOf, type Dashboard, type Panel } from "../../plan/dashboards.ts";
import { chartSpan } from "../chart-lines.ts";
import type { Table } from "../chart/data-table.ts";
import type { Lane } from "../chart/lane.ts";
import { panelChart } from "../chart/panel-chart.ts";
import type { Span } from "../chart/spans.ts";
import { stateChart } from "../chart/state-chart.ts";
import type { Context } from "../context.ts";
import { faultBands } from "../lanes.ts";
import { panelData, wordsLine, type LineGroup, type PanelData, type Words } from "../panels.ts";
import { panelRows } from "../panel-rows.ts";
import { counted } from "../../wording/figure.ts";
import { listed } from "../../wording/text.ts";
import type { Chart, Section } from "./section.ts";

/**
 * What the dashboards showed that the scenario declares: regions, replication, limiters, ledgers.
 */
export const dashboards: Section = {
  id: "dashboards",
  title: "Dashboards",
  view: (context) => {
    const span = chartSpan(context.summary, context.faultMs ?? 0, context.endMs);
    const shown = dashboardsOf(context.scenario).flatMap((dashboard) =>
      view(dashboard, context, span),
    );
    return shown.length === 0 ? undefined : { note: note(context), dashboards: shown };
  },
};

function note({ faultMs, summary }: Context): string {
  const hatched = summary.faults.some(({ appliedMs }) => appliedMs !== null)
    ? "; the fault is hatched"
    : "";
  return `What the responders could see. Time is in minutes from the ${faultMs === null ? "start" : "fault"}${hatched}.`;
}

function view(dashboard: Dashboard, context: Context, span: Span): object[] {
  const panels = dashboard.panels
    .map((panel) => ({ panel, data: panelData(panel, context) }))
    .filter(({ data }) => data.groups.length + data.words.length > 0);
  if (panels.length === 0) return [];
  const table: Table = {
    label: `${dashboard.title} in figures`,
    head: ["what", "unit", "before the fault", "worst", "at the end"],
    rows: panels.flatMap(({ panel, data }) => panelRows(panel, data, span)),
  };
  return [
    {
      title: dashboard.title,
      charts: panels.flatMap(({ panel, data }) =>
        charts(`${dashboard.id}-${panel.id}`, panel, data, span, faultBands(context, span.toMs)),
      ),
      lines: panels.flatMap(({ data }) => sentences(data)),
      table,
    },
  ];
}

function charts(
  id: string,
  { title }: Panel,
  { groups, words }: PanelData,
  span: Span,
  faults: readonly Span[],
): Chart[] {
  const drawn = words.filter(({ changes }) => changes.length > 0);
  return [
    ...groups.map((group, index): Chart => ({
      markup: panelChart({
        id: `panel-${id}-${index + 1}`,
        title,
        unit: group.unit,
        description: description(group),
        span,
        faults,
        kind: group.kind,
        objective: group.objective,
        lines: group.lines,
      }),
    })),
    ...(drawn.length === 0
      ? []
      : [
          {
            markup: stateChart({
              id: `panel-${id}-words`,
              title,
              description: drawn.map(wordsLine).join(" "),
              span,
              faults,
              lanes: drawn.map((each) => lane(each, span)),
            }),
          },
        ]),
  ];
}

function description({ lines }: LineGroup): string {
  return `${listed(lines.map(({ name, note: worst }) => `${name}: ${worst}`))}.`;
}

function lane({ name, changes }: Words, span: Span): Lane {
  const stretches = changes.flatMap(({ atMs, text }, index) => {
    const [fromMs, toMs] = [
      Math.max(atMs, span.fromMs),
      Math.min(changes[index + 1]?.atMs ?? span.toMs, span.toMs),
    ];
    return toMs > fromMs
      ? [{ fromMs, toMs, text, tone: index % 2 === 0 ? ("calm" as const) : ("work" as const) }]
      : [];
  });
  return { name, stretches };
}

/**
 * What no chart holds: words that changed too often, and more lines than a reader can distinguish.
 */
function sentences({ groups, words }: PanelData): string[] {
  return [
    ...words.filter(({ changes }) => changes.length === 0).map(wordsLine),
    ...groups
      .filter(({ more }) => more > 0)
      .map(
        ({ more, unit }) =>
          `${counted(more, "more line")}${unit === "" ? "" : ` (${unit})`} ${more === 1 ? "is" : "are"} not drawn.`,
      ),
  ];
}
