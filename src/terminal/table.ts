/**
 * Plain tables: columns as wide as their cells, the least important left out where there is no
 * room.
 */
import { visibleLength } from "./fit.ts";
import type { Style } from "./style.ts";

export interface Column<T> {
  readonly head: string;
  readonly cell: (row: T) => string;
  readonly align?: "right";
  /** The highest goes first when the table is too wide; without one the column stays. */
  readonly optional?: number;
}

/** Lines of a table within a width, its heads dimmed. */
export function tableLines<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  width: number,
  style: Style,
): readonly string[] {
  const shown = fitting(rows, columns, width);
  const widths = shown.map((column) => widthOf(column, rows));
  const line = (cells: readonly string[]): string =>
    ` ${cells
      .map((cell, index) => padded(cell, widths[index] ?? 0, shown[index]?.align))
      .join("  ")
      .trimEnd()}`;
  return [
    style.paint("dim", line(shown.map(({ head }) => head))),
    ...rows.map((row) => line(shown.map(({ cell }) => cell(row)))),
  ];
}

function fitting<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  width: number,
): readonly Column<T>[] {
  const total = columns.reduce((sum, column) => sum + widthOf(column, rows) + 2, -1);
  if (total <= width) return columns;
  const least = columns
    .filter(({ optional }) => optional !== undefined)
    .toSorted((a, b) => (b.optional ?? 0) - (a.optional ?? 0))[0];
  return least === undefined
    ? columns
    : fitting(
        rows,
        columns.filter((column) => column !== least),
        width,
      );
}

function widthOf<T>({ head, cell }: Column<T>, rows: readonly T[]): number {
  return rows.reduce((most, row) => Math.max(most, visibleLength(cell(row))), head.length);
}

function padded(cell: string, width: number, align: "right" | undefined): string {
  const room = " ".repeat(Math.max(0, width - visibleLength(cell)));
  return align === "right" ? `${room}${cell}` : `${cell}${room}`;
}
