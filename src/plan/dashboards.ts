/**
 * The dashboards of a scenario as both the live view and the report draw them: panels of lines,
 * each with its source.
 */
import type { Scenario } from "./plan.ts";

/** How requests answer: over one flow, or over the flows that an SLI counts. */
export interface RequestLine {
  readonly is: "requests";
  /** Unique among request lines: `sli www`, `flow web-a`. */
  readonly key: string;
  readonly name: string;
  readonly flows: readonly string[];
  /** Percent: the SLI's, or that of the SLI which counts the flow. */
  readonly objective: number | undefined;
}

export interface SignalLine {
  readonly is: "signal";
  readonly signal: string;
  readonly name: string;
  readonly unit: string;
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  /** What of its requests it shows. */
  readonly show: "success" | "latency" | "rate" | "refused";
  readonly lines: readonly (RequestLine | SignalLine)[];
  /** So many keys of a signal that has keys. */
  readonly top: number;
}

export interface Dashboard {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

type Declared = Pick<Scenario, "dashboards" | "slis" | "signals">;

/** As declared; none when the scenario declares none. */
export function dashboardsOf(scenario: Declared): readonly Dashboard[] {
  return Object.entries(scenario.dashboards ?? {}).map(([id, { title, panels }]) => ({
    id,
    title: title ?? id,
    panels: Object.entries(panels).map(
      ([panel, { title: own, show, slis, flows, signals, top }]): Panel => ({
        id: panel,
        title: own ?? panel,
        show,
        top,
        lines: [
          ...slis.flatMap((sli) => sliLine(sli, scenario)),
          ...flows.map((flow) => flowLine(flow, scenario)),
          ...signals.flatMap((signal) => signalLine(signal, scenario)),
        ],
      }),
    ),
  }));
}

/** Each request line once, however many panels show it. */
export function requestLines(scenario: Declared): readonly RequestLine[] {
  const lines = dashboardsOf(scenario).flatMap(({ panels }) =>
    panels.flatMap((panel) => panel.lines.filter((line) => line.is === "requests")),
  );
  return [...new Map(lines.map((line) => [line.key, line])).values()];
}

function sliLine(sli: string, { slis }: Declared): RequestLine[] {
  const known = slis[sli];
  return known === undefined
    ? []
    : [
        {
          is: "requests",
          key: `sli ${sli}`,
          name: known.service ?? sli,
          flows: known.counts,
          objective: known.objective,
        },
      ];
}

function flowLine(flow: string, { slis }: Declared): RequestLine {
  return {
    is: "requests",
    key: `flow ${flow}`,
    name: flow,
    flows: [flow],
    objective: Object.values(slis).find(({ counts }) => counts.includes(flow))?.objective,
  };
}

function signalLine(signal: string, { signals }: Declared): SignalLine[] {
  const known = signals[signal];
  return known === undefined
    ? []
    : [{ is: "signal", signal, name: known.title ?? signal, unit: known.unit }];
}

/**
 * A signal's text for people: a GTID set names its servers by UUIDs, of which the first eight
 * digits tell them apart.
 */
export function shownText(value: string): string {
  return value
    .replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "$1")
    .replaceAll(/\s*\n\s*/g, " ");
}
