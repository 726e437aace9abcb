import { jsonIn, jsonTables } from "./json-tables.ts";
import type { PrintedTable } from "./table.ts";

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
    .filter((line) => line.trim() !== "" && !isTalk(line));
  const readings = [
    ...jsonTables(jsonIn(lines.join("\n"), lines)),
    fromBorders(lines),
    fromVertical(lines),
    fromSeparated(lines, "\t"),
    fromSeparated(lines, ","),
    fromWords(lines),
    fromCounts(lines),
    fromPairs(lines),
    fromList(lines),
  ];
  return readings.filter(
    (table) => table !== undefined && table.rows.length > 0,
  ) as readonly PrintedTable[];
}

/** What curl says of a connection, and mysql of a password, beside what was asked. */
const isTalk = (line: string): boolean =>
  /^[*<>] |^[*<>]\s*$|^[{}] \[\d+ bytes|^\s*%? *Total +% Received|^mysql: \[Warning\]/.test(line);

/** A column's name without quotes, table and case: `` `o`.`Customer` `` → `customer`. */
export function columnKey(name: string): string {
  const bare = name.trim().replaceAll(/[`"']/g, "").toLowerCase();
  return bare.includes("(") ? bare : bare.replace(/^.*\./, "");
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
  const records: Record<string, string>[] = [];
  for (const line of lines) {
    if (/^\*+ \d+\. row \*+$/.test(line.trim())) records.push({});
    const [, name, value] = /^\s*([^:]+): ?(.*)$/.exec(line) ?? [];
    const record = records.at(-1);
    if (record !== undefined && name !== undefined) record[name.trim()] = value ?? "";
  }
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return columns.length === 0
    ? undefined
    : { columns, rows: records.map((record) => columns.map((column) => record[column] ?? "")) };
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

/** What `sort | uniq -c` prints, word by word where all lines have as many. */
function fromCounts(lines: readonly string[]): PrintedTable | undefined {
  const counted = lines.map((line) => /^\s*(\d+)\s+(.+?)\s*$/.exec(line));
  if (lines.length === 0 || counted.includes(null)) return undefined;
  const words = counted.map((match) => (match?.[2] ?? "").split(/\s+/));
  const width = words[0]?.length ?? 0;
  const apart = width <= 4 && words.every(({ length }) => length === width);
  const rows = counted.map((match, index) => [
    ...(apart ? (words[index] ?? []) : [match?.[2] ?? ""]),
    match?.[1] ?? "",
  ]);
  const columns = (rows[0] ?? []).map((_, at, { length }) => (at === length - 1 ? "count" : ""));
  return { columns, rows };
}

/** `eu 200`, `eu: 200`, `eu=200`, as awk and jq print their counts. */
function fromPairs(lines: readonly string[]): PrintedTable | undefined {
  const pairs = lines.map((line) =>
    /^\s*["']?([^\s"'=]+?)["']?\s*[:=\s]\s*([\d.,]+ ?%?)\s*$/.exec(line),
  );
  return pairs.length < 2 || pairs.includes(null)
    ? undefined
    : { columns: ["", "count"], rows: pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]) };
}

/** One value a line, without a header; fewer than three are a sentence rather than a list. */
function fromList(lines: readonly string[]): PrintedTable | undefined {
  const bare = lines.length >= 3 && lines.every((line) => !/\s/.test(line.trim()));
  return bare ? { columns: [""], rows: lines.map((line) => [line.trim()]) } : undefined;
}
