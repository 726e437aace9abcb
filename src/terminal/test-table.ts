import { formatDuration } from "../kernel/duration.ts";
import type { Style } from "./style.ts";

/** One scenario or variant, and what its runs said about it. */
export interface TestedRow {
  readonly scenario: string;
  readonly variant: string | null;
  readonly runtime: string;
  readonly cells: Readonly<
    Record<string, { readonly ok: boolean | null; readonly text: string }>
  > | null;
  readonly why: string | null;
  readonly runs: readonly {
    readonly player: string;
    readonly verdict: string;
    readonly reason: string;
    readonly runFolder: string;
  }[];
  readonly seconds: number;
}

/**
 * The table of `gameday scenario test`, and why of what does not hold. Good and bad have a glyph
 * each.
 */
export function testTable(
  rows: readonly TestedRow[],
  columns: Readonly<Record<string, string>>,
  style: Style,
  width: number,
): readonly string[] {
  return [...rowsOf(rows, columns, style, width), ...rows.flatMap(whys)];
}

/** The runs of a row that has something to explain. */
function whys(row: TestedRow): readonly string[] {
  const open =
    row.runs.some(({ verdict }) => verdict === "unknown") ||
    Object.values(row.cells ?? {}).some(({ ok }) => ok === false);
  return open
    ? [
        "",
        `${nameOf(row)}:`,
        ...row.runs.flatMap(({ player, verdict, reason, runFolder }) => [
          `  ${player}: ${verdict}: ${reason}`,
          `    ${runFolder}`,
        ]),
      ]
    : [];
}

/** As a table where it fits, else each row as a list. */
function rowsOf(
  rows: readonly TestedRow[],
  columns: Readonly<Record<string, string>>,
  style: Style,
  width: number,
): readonly string[] {
  const names = Object.keys(columns);
  const head = ["", ...names.map((name) => columns[name] ?? name), "time"];
  const body = rows.map((row) => [
    nameOf(row),
    ...names.map((name) => cellText(row.cells?.[name], style)),
    row.cells === null ? "" : formatDuration(row.seconds * 1_000),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const skipped = rows
    .filter(({ cells }) => cells === null)
    .map((row) => `${nameOf(row)}: not run here: ${row.why ?? ""}`);
  if (widths.reduce((sum, each) => sum + each + 2, 0) > width)
    return [...rows.flatMap((row) => listed(row, columns, style)), ...skipped];
  const line = (
    cells: readonly string[],
    paint: (text: string, column: number) => string,
  ): string =>
    cells
      .map((text, column) => paint(text.padEnd(widths[column] ?? 0), column))
      .join("  ")
      .trimEnd();
  const painted =
    (row: TestedRow) =>
    (text: string, column: number): string =>
      paintCell(text, row.cells?.[names[column - 1] ?? ""], style);
  return [
    line(head, (text) => style.paint("dim", text)),
    ...rows.flatMap((row, index) =>
      row.cells === null ? [] : [line(body[index] ?? [], painted(row))],
    ),
    ...skipped,
  ];
}

const nameOf = ({ scenario, variant, runtime }: TestedRow): string =>
  `${scenario}${variant === null ? "" : `/${variant}`} (${runtime})`;

function listed(
  row: TestedRow,
  columns: Readonly<Record<string, string>>,
  style: Style,
): readonly string[] {
  if (row.cells === null) return [];
  const widest = Math.max(...Object.values(columns).map(({ length }) => length));
  return [
    nameOf(row),
    ...Object.entries(row.cells).map(
      ([name, cell]) =>
        `  ${(columns[name] ?? name).padEnd(widest)}  ${paintCell(cellText(cell, style), cell, style)}`,
    ),
    `  ${"time".padEnd(widest)}  ${formatDuration(row.seconds * 1_000)}`,
    "",
  ];
}

type CellOf = { readonly ok: boolean | null; readonly text: string } | undefined;

function cellText(cell: CellOf, style: Style): string {
  if (cell === undefined) return "";
  return cell.ok === null
    ? cell.text
    : `${cell.ok ? style.glyph.good : style.glyph.bad} ${cell.text}`;
}

const paintCell = (text: string, cell: CellOf, style: Style): string =>
  cell === undefined || cell.ok === null ? text : style.paint(cell.ok ? "good" : "bad", text);
