import { formatDuration } from "../../kernel/duration.ts";
import { amount, count } from "../../wording/figure.ts";
import { sinceFault } from "../../wording/duration.ts";
import { columns } from "./bins.ts";
import type { SignalLine } from "./signal-chart.ts";
import type { SliLine } from "./success-panel.ts";

/** A table ready to be shown; cells are text for people. */
export interface Table {
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const mostRows = 120;

/**
 * The numbers behind the charts, gathered so that there are at most about 120 rows; `note` says
 * how.
 */
export function dataTable(
  slis: readonly SliLine[],
  signals: readonly SignalLine[],
  from: string,
): { note: string; table: Table } {
  const binMs = Math.max(1_000, ...slis.map((line) => line.binMs));
  const gathered = slis.map(
    (line) =>
      new Map(columns(line.bins, line.binMs, mostRows).map((column) => [column.atMs, column])),
  );
  const times = [...new Set(gathered.flatMap((line) => [...line.keys()]))].toSorted(
    (a, b) => a - b,
  );
  const widthMs = gathered[0]?.values().next().value?.widthMs ?? binMs;
  const rows = times.map((atMs) => [
    sinceFault(atMs),
    ...gathered.flatMap((line) => {
      const column = line.get(atMs);
      return [
        column?.success === null || column === undefined ? "–" : amount(column.success),
        column === undefined ? "–" : count(column.offered),
      ];
    }),
    ...signals.map((signal) => highestIn(signal, atMs, widthMs)),
  ]);
  const head = [
    from,
    ...slis.flatMap(({ name }) => [`${name}, % good`, `${name}, requests`]),
    ...signals.map(({ title, unit }) => `${title}, highest${unit === "" ? "" : ` (${unit})`}`),
  ];
  return {
    note:
      times.length === 0
        ? "Nothing was measured."
        : `One row for each ${formatDuration(widthMs)}; times are minutes and seconds ${from}.`,
    table: { label: "Data of the charts", head, rows },
  };
}

function highestIn(signal: SignalLine, fromMs: number, widthMs: number): string {
  let highest: number | undefined;
  for (const { atMs, value } of signal.points)
    if (value !== null && atMs >= fromMs && atMs < fromMs + widthMs)
      highest = Math.max(highest ?? value, value);
  return highest === undefined ? "–" : amount(highest);
}
