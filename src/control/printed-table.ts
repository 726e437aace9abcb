/** Rows and columns as a tool printed them. */
export interface PrintedTable {
  /** As printed; one empty name for lists without a header. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Every way in which an output can be read as rows: bordered (`mysql -t`), vertical (`\G`), JSON,
 * JSON lines, CSV, tab-separated (`mysql -B`), aligned words, `uniq -c`, a bare list. The likelier
 * readings come first; a search for a column takes the first that has it.
 */
export function printedTables(output: string): readonly PrintedTable[] {
  const lines = output
    .replaceAll("\r\n", "\n")
    .replaceAll(/[│┃]/g, "|")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const readings = [
    fromJson(output),
    fromJsonLines(lines),
    fromBorders(lines),
    fromVertical(lines),
    fromSeparated(lines, "\t"),
    fromSeparated(lines, ","),
    fromWords(lines),
    fromCounts(lines),
    fromList(lines),
  ];
  return readings.filter(
    (table) => table !== undefined && table.rows.length > 0,
  ) as readonly PrintedTable[];
}

/** A column's name without quotes, table and case: `` `o`.`Customer` `` → `customer`. */
export function columnKey(name: string): string {
  const bare = name.trim().replaceAll(/[`"']/g, "").toLowerCase();
  return bare.includes("(") ? bare : bare.replace(/^.*\./, "");
}

function fromJson(output: string): PrintedTable | undefined {
  const start = output.search(/[[{]/);
  if (start === -1) return undefined;
  try {
    return tableOf(recordsIn(JSON.parse(output.slice(start))));
  } catch {
    return undefined;
  }
}

function fromJsonLines(lines: readonly string[]): PrintedTable | undefined {
  const values = lines.flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isRecord(value) ? [value] : [];
    } catch {
      return [];
    }
  });
  // Logs have a stray line now and then; a text with a stray object is no table.
  return values.length * 2 > lines.length ? tableOf(values) : undefined;
}

/** An array of objects, at any depth, else the object itself as one row. */
function recordsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.filter(isRecord);
  if (!isRecord(value)) return [];
  const inner = Object.values(value).find(
    (item) => Array.isArray(item) && item.length > 0 && item.every(isRecord),
  );
  return inner === undefined ? [value] : recordsIn(inner);
}

function tableOf(records: readonly Record<string, unknown>[]): PrintedTable | undefined {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return columns.length === 0
    ? undefined
    : { columns, rows: records.map((record) => columns.map((column) => textOf(record[column]))) };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

function fromBorders(printed: readonly string[]): PrintedTable | undefined {
  const lines = wholeRows(printed);
  const columns = cellsOf(lines[0] ?? "");
  const rows = lines
    .slice(1)
    .filter((line) => !/^[\s|:+-]+$/.test(line))
    .map(cellsOf);
  return lines.length === 0
    ? undefined
    : { columns, rows: rows.filter((row) => row.length === columns.length) };
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** The lines between borders; a row whose cell holds a newline is put together again. */
function wholeRows(lines: readonly string[]): readonly string[] {
  const rows: string[] = [];
  let open = "";
  for (const line of lines) {
    if (open === "" && !/^\s*\|/.test(line)) continue;
    open = open === "" ? line : `${open}\n${line}`;
    if (!/\|\s*$/.test(line)) continue;
    rows.push(open);
    open = "";
  }
  return rows;
}

function fromVertical(lines: readonly string[]): PrintedTable | undefined {
  const records: Record<string, unknown>[] = [];
  for (const line of lines) {
    if (/^\*+ \d+\. row \*+$/.test(line.trim())) records.push({});
    const [, name, value] = /^\s*([^:]+): ?(.*)$/.exec(line) ?? [];
    const record = records.at(-1);
    if (record !== undefined && name !== undefined) record[name.trim()] = value ?? "";
  }
  return tableOf(records);
}

function fromSeparated(lines: readonly string[], separator: "\t" | ","): PrintedTable | undefined {
  const start = lines.findIndex((line) => line.includes(separator));
  if (start === -1) return undefined;
  const cells = (line: string): readonly string[] =>
    separator === "\t" ? line.split("\t").map(unescaped) : csvCells(line);
  const columns = cells(lines[start] ?? "");
  return {
    columns,
    rows: lines
      .slice(start + 1)
      .map(cells)
      .filter((row) => row.length === columns.length),
  };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", "0": "\0", "\\": "\\" };

/** The `mysql` client's batch mode escapes what would break a line. */
function unescaped(cell: string): string {
  return cell
    .replaceAll(/\\([nt0\\])/g, (_whole, letter: string) => escapes[letter] ?? letter)
    .trim();
}

function csvCells(line: string): readonly string[] {
  const cells = line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? "").trim() : quoted.replaceAll('""', '"'),
  );
}

/** `column -t`, `psql`, `ps`: a header, and rows with as many words (the last may hold more). */
function fromWords(lines: readonly string[]): PrintedTable | undefined {
  const words = (line: string): readonly string[] =>
    line.trim().split(line.includes("|") ? /\s*\|\s*/ : /\s+/);
  const columns = words(lines[0] ?? "");
  const rows = lines
    .slice(1)
    .filter((line) => !/^[\s|+-]+$/.test(line))
    .map(words);
  const fitting = rows
    .filter((row) => row.length >= columns.length)
    .map((row) => [...row.slice(0, columns.length - 1), row.slice(columns.length - 1).join(" ")]);
  return { columns, rows: fitting };
}

/** What `sort | uniq -c` prints. */
function fromCounts(lines: readonly string[]): PrintedTable | undefined {
  const rows = lines
    .map((line) => /^\s*(\d+)\s+(.+?)\s*$/.exec(line))
    .map((match) => (match === null ? undefined : [match[2] ?? "", match[1] ?? ""]));
  return rows.every((row) => row !== undefined) ? { columns: ["", "count"], rows } : undefined;
}

/** One value a line, without a header; fewer than three are a sentence rather than a list. */
function fromList(lines: readonly string[]): PrintedTable | undefined {
  const bare = lines.length >= 3 && lines.every((line) => !/\s/.test(line.trim()));
  return bare ? { columns: [""], rows: lines.map((line) => [line.trim()]) } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
