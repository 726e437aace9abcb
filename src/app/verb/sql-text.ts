import type { Rows } from "../../mysql/mysql.ts";
import { tsv } from "../../stage/toolbox.ts";

export interface Asked {
  readonly sql: string;
  /** As `\G` asks the mysql client: a line for each column. */
  readonly vertical: boolean;
}

/** A statement as people type it, with or without the client's own ending `;`, `\g` or `\G`. */
export function askedFor(typed: string): Asked {
  const [, sql = "", ending] = /^([^]*?)\s*(\\G|\\g|;)?\s*$/.exec(typed) ?? [];
  return { sql: sql.trim(), vertical: ending === "\\G" };
}

/** Rows as the mysql client prints them. */
export function printed(rows: Rows, vertical: boolean): string {
  if (!vertical || rows.columns.length === 0) return tsv(rows);
  const width = Math.max(...rows.columns.map((column) => column.length));
  return rows.rows
    .flatMap((row, index) => [
      `${"*".repeat(27)} ${index + 1}. row ${"*".repeat(27)}`,
      ...rows.columns.map(
        (column, at) => `${column.padStart(width)}: ${String(row[at] ?? "NULL")}`,
      ),
    ])
    .join("\n");
}
