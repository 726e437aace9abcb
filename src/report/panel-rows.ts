import type { Panel } from "../plan/dashboards.ts";
import { worstOf, type Point } from "./chart/points.ts";
import type { Span } from "./chart/spans.ts";
import type { PanelData } from "./panels.ts";
import { amount } from "../wording/figure.ts";

/** A panel as rows: each line before the fault, at its worst after it, and at the end. */
export function panelRows({ title }: Panel, { groups, words }: PanelData, span: Span): string[][] {
  const ofGroups = groups.flatMap(({ unit, kind, lines }) =>
    lines.map(({ name, points }) => {
      const shown = points.filter(({ atMs }) => atMs <= span.toMs);
      const before = mean(shown.filter(({ atMs }) => atMs < 0));
      const worst = worstOf(
        shown.filter(({ atMs }) => atMs >= 0),
        kind === "share" ? "lowest" : "highest",
      );
      return [
        `${title}: ${name}`,
        unit,
        figure(before),
        figure(worst?.value),
        figure(shown.findLast(({ value }) => value !== null)?.value ?? undefined),
      ];
    }),
  );
  return [
    ...ofGroups,
    ...words.map(({ name, changes, last }) => [
      `${title}: ${name}`,
      "",
      changes.findLast(({ atMs }) => atMs < 0)?.text ?? "–",
      "–",
      last,
    ]),
  ];
}

function mean(points: readonly Point[]): number | undefined {
  const known = points.flatMap(({ value }) => value ?? []);
  return known.length === 0
    ? undefined
    : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const figure = (value: number | undefined): string => (value === undefined ? "–" : amount(value));
