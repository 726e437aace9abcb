import { plainText } from "../../kernel/plain-text.ts";

/** What a spreadsheet takes for the beginning of a formula, also after spaces and in full width. */
const formula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Rows as CSV (RFC 4180): every cell in quotes, and none that a spreadsheet would run. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

function cell(given: string): string {
  const content = plainText(given);
  const harmless = formula.test(content) ? `'${content}` : content;
  return `"${harmless.replaceAll('"', '""')}"`;
}
