import { namesOf, type Where } from "./accept.ts";
import { fits } from "./judgement.ts";
import { columnKey } from "./printed-table.ts";
import type { PrintedTable } from "./table.ts";

/** What ran, and everything that it printed. */
export interface Shown {
  readonly command: string;
  readonly output: string;
  readonly tables: readonly PrintedTable[];
}

/** `read_only`, `readOnly`, `@@global.read_only` are one name. */
export function sameName(name: string): string {
  return columnKey(name).replaceAll(/[@_\-\s]/g, "");
}

/** The first column that has one of the names; -1 when none has. */
export function columnOf({ columns }: PrintedTable, names: string | readonly string[]): number {
  const wanted = namesOf(names).map(sameName);
  return columns.findIndex((column) => column !== "" && wanted.includes(sameName(column)));
}

/** `application='api'`, `"status":503`: the value that a line of a log gives under a name. */
export function valueIn(line: string, names: string | readonly string[]): string | undefined {
  const either = namesOf(names)
    .map((name) => name.replaceAll(/[^\w]/g, "\\$&"))
    .join("|");
  return new RegExp(`(?<![\\w-])(?:${either})["'\`]?\\s*[:=]\\s*["'\`]?([\\w./:-]+)`, "i").exec(
    line,
  )?.[1];
}

/**
 * The rows that count. What a table does not show may have been chosen by the command, which then
 * names it; undefined when neither does.
 */
export function chosen(
  table: PrintedTable,
  where: Where | undefined,
  command: string,
): PrintedTable["rows"] | undefined {
  if (where === undefined) return table.rows;
  const at = columnOf(table, where.name);
  if (at !== -1) return table.rows.filter((row) => fits(row[at] ?? "", where));
  return isNamedIn(command, where) ? table.rows : undefined;
}

export function isNamedIn(command: string, { name, is }: Where): boolean {
  const words = [...namesOf(name), ...(is === undefined ? [] : [String(is)])];
  return words.some((word) => command.toLowerCase().includes(word.toLowerCase()));
}
