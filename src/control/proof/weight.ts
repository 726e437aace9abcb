import { columnOf, sameName } from "./cells.ts";
import { numberIn } from "./judgement.ts";
import { columnKey } from "./printed-table.ts";
import type { PrintedTable } from "./table.ts";

const countNames =
  /^(count\(.*\)|count|counts|n|num|number|cnt|total|queries|requests|hits|times|share|percent|percentage|pct)$/;
const noCount = /(^|[a-z_])(id|ms|time|ts|at|age|avg|average|max|min|status|code|port)$/;

/**
 * How often each row happened: by the column named, else by an obvious one when each value occurs
 * in one row only; once each without any.
 */
export function weigher(
  table: PrintedTable,
  valueAt: number,
  named: string | undefined,
): { readonly of: (row: readonly string[]) => number; readonly by: string | undefined } {
  const at = weightColumn(table, valueAt, named);
  return at === undefined
    ? { of: () => 1, by: undefined }
    : { of: (row) => Math.max(0, numberIn(row[at] ?? "") ?? 0), by: table.columns[at] };
}

function weightColumn(
  table: PrintedTable,
  valueAt: number,
  named: string | undefined,
): number | undefined {
  const given = named === undefined ? -1 : columnOf(table, named);
  if (given !== -1) return given;
  const counts = (at: number): boolean =>
    at !== valueAt && table.rows.every((row) => numberIn(row[at] ?? "") !== undefined);
  const numbers = table.columns.map((_, at) => at).filter(counts);
  const obvious = numbers.find((at) => countNames.test(columnKey(table.columns[at] ?? "")));
  if (obvious !== undefined) return isGrouped(table, obvious) ? obvious : undefined;
  // Two columns of which one is a figure for each value: what else should it count?
  const [only] = numbers.filter((at) => !noCount.test(columnKey(table.columns[at] ?? "")));
  const values = new Set(table.rows.map((row) => row[valueAt]));
  return table.columns.length === 2 && values.size === table.rows.length ? only : undefined;
}

/** Each row is another group, apart from how often it was there. */
function isGrouped({ rows }: PrintedTable, countAt: number): boolean {
  return new Set(rows.map((row) => row.toSpliced(countAt, 1).join("\t"))).size === rows.length;
}

/** `by "n"`, where rows count more than once each. */
export function byWords(by: string | undefined): string {
  return by === undefined || sameName(by) === "" ? "" : ` by "${by}"`;
}
