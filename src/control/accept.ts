import type { Matching } from "../kernel/pattern.ts";
import { shorten } from "../kernel/shorten.ts";
import { plural } from "../kernel/plural.ts";
import { columnKey, printedTables, type PrintedTable } from "./printed-table.ts";

type Quantity = number | string;

/** How a proof is judged; the scenario's `accept` fits. */
export type Accept =
  | {
      readonly column: string;
      readonly equals: string | number | boolean;
      readonly atLeast: Quantity;
      readonly count?: string | undefined;
      readonly lines?: { readonly matching: string; readonly of: string } | undefined;
    }
  | {
      readonly number?: string | undefined;
      readonly above?: Quantity | undefined;
      readonly below?: Quantity | undefined;
    }
  | { readonly matches: string };

export interface Judgement {
  readonly accepted: boolean;
  /** What was found and what was needed, without giving the answer away. */
  readonly how: string;
}

type ColumnRule = Extract<Accept, { column: string }>;
type NumberRule = Exclude<Accept, { column: string } | { matches: string }>;

/**
 * Judges a proof by what a command printed, never by the command. Quantities must be numbers by
 * now.
 */
export async function judge(
  accept: Accept,
  output: string,
  matching: Matching,
): Promise<Judgement> {
  if (output.trim() === "") return no("the command printed nothing");
  if ("matches" in accept) return judgeText(accept.matches, output, matching);
  return "column" in accept ? judgeColumn(accept, output, matching) : judgeNumber(accept, output);
}

async function judgeText(pattern: string, output: string, matching: Matching): Promise<Judgement> {
  const [found] = await matching(pattern, [output], { lines: true });
  return found === undefined
    ? no("the output does not show it")
    : yes(`the output says: ${shorten(found, 200)}`);
}

// ── a column
// ────────────────────────────────────────────────────────────────────────────────────────────────────────
async function judgeColumn(
  rule: ColumnRule,
  output: string,
  matching: Matching,
): Promise<Judgement> {
  const tables = printedTables(output);
  const named = tables.filter((table) => indexOf(table, rule.column) !== -1);
  // Lists without a header have no name to be wrong about.
  const candidates = named.length > 0 ? named : tables.filter(({ columns }) => columns[0] === "");
  const verdicts = candidates.map((table) => judgeShare(rule, table));
  const best =
    verdicts.find(({ accepted }) => accepted) ??
    (named.length === 0 ? await judgeLines(rule, output, matching) : undefined) ??
    verdicts[0];
  return best ?? no(`the output has no column "${rule.column}"${columnsSeen(tables)}`);
}

/**
 * Lines of a process list or a log that show it as they are; undefined when none of them speaks of
 * it.
 */
async function judgeLines(
  { lines, atLeast }: ColumnRule,
  output: string,
  matching: Matching,
): Promise<Judgement | undefined> {
  if (lines === undefined) return undefined;
  const all = output.split("\n");
  const speaking = await linesThat(lines.of, all, matching);
  if (speaking.length === 0) return undefined;
  const counts = countsOf(all);
  const sum = (some: readonly string[]): number =>
    some.reduce((total, line) => total + (counts?.get(line) ?? 1), 0);
  const whole = sum(speaking);
  const share = sum(await linesThat(lines.matching, speaking, matching)) / whole;
  const needed = resolved(atLeast);
  const of =
    counts === undefined
      ? `${whole} ${plural(whole, "line")}`
      : `${whole} counted ${plural(whole, "line")}`;
  return share >= needed
    ? yes(`${percent(share)} of ${of} show it; ${percent(needed)} were needed`)
    : no(`${percent(share)} of ${of} show it; it must be ${percent(needed)}`);
}

async function linesThat(
  pattern: string,
  all: readonly string[],
  matching: Matching,
): Promise<readonly string[]> {
  const found = await matching(pattern, all);
  return all.filter((_, index) => found[index] !== undefined);
}

/**
 * How often each line was there, as `uniq -c` writes it before every one of them; undefined for any
 * other output.
 */
function countsOf(all: readonly string[]): ReadonlyMap<string, number> | undefined {
  const counted = all
    .filter((line) => line.trim() !== "")
    .map((line) => [line, Number(/^ *(\d{1,9}) \S/.exec(line)?.[1] ?? Number.NaN)] as const);
  return counted.every(([, times]) => times > 0) ? new Map(counted) : undefined;
}

function columnsSeen(tables: readonly PrintedTable[]): string {
  const columns = (tables[0]?.columns ?? []).filter((column) => column.trim() !== "").slice(0, 8);
  return columns.length === 0 ? "" : `; it has: ${shorten(columns.join(", "), 200)}`;
}

function judgeShare(rule: ColumnRule, table: PrintedTable): Judgement {
  const at = Math.max(0, indexOf(table, rule.column));
  const weightAt = weightColumn(rule, table, at);
  let whole = 0;
  let part = 0;
  for (const row of table.rows) {
    const weight = weightAt === undefined ? 1 : Math.max(0, numberIn(row[weightAt] ?? "") ?? 0);
    whole += weight;
    if (isSame(row[at] ?? "", rule.equals)) part += weight;
  }
  const needed = resolved(rule.atLeast);
  const share = whole === 0 ? 0 : part / whole;
  const of =
    weightAt === undefined
      ? `${table.rows.length} ${plural(table.rows.length, "row")}`
      : `${whole} by "${table.columns[weightAt] ?? ""}"`;
  if (part > 0 && share >= needed)
    return yes(
      `${percent(share)} of ${of} in "${rule.column}" are ${String(rule.equals)}; ${percent(needed)} were needed`,
    );
  return no(
    part === 0
      ? `the value that would prove it is not in "${rule.column}" (${of})`
      : `the value that would prove it is ${percent(share)} of ${of} in "${rule.column}"; it must be ${percent(needed)}`,
  );
}

const countNames = /^(count\(.*\)|count|counts|n|num|number|cnt|total|queries|requests|hits)$/;

/**
 * The column that says how often a row happened: the one named, else an obvious one when each
 * value occurs in one row only.
 */
function weightColumn(rule: ColumnRule, table: PrintedTable, valueAt: number): number | undefined {
  const named = rule.count === undefined ? -1 : indexOf(table, rule.count);
  if (named !== -1) return named;
  const grouped = new Set(table.rows.map((row) => row[valueAt])).size === table.rows.length;
  const obvious = table.columns.findIndex(
    (column, at) =>
      at !== valueAt &&
      countNames.test(columnKey(column)) &&
      table.rows.every((row) => numberIn(row[at] ?? "") !== undefined),
  );
  return grouped && obvious !== -1 ? obvious : undefined;
}

// ── a number
// ────────────────────────────────────────────────────────────────────────────────────────────────────────
function judgeNumber(rule: NumberRule, output: string): Judgement {
  const found = rule.number === undefined ? lastNumber(output) : namedNumber(rule.number, output);
  if (found === undefined)
    return no(
      rule.number === undefined
        ? "the output has no number"
        : `the output has no number "${rule.number}"${columnsSeen(printedTables(output))}`,
    );
  const high = rule.above === undefined || found > resolved(rule.above);
  const low = rule.below === undefined || found < resolved(rule.below);
  const name = rule.number ?? "the number";
  if (high && low) return yes(`${name} is ${found}`);
  return no(`${name} is ${found}; that is too ${high ? "high" : "low"} to prove it`);
}

/**
 * A column's first row, a row of a name-and-value table, `name: 61` or `name=61` in text, or a key
 * anywhere in JSON.
 */
function namedNumber(name: string, output: string): number | undefined {
  const key = columnKey(name);
  for (const table of printedTables(output)) {
    const at = indexOf(table, name);
    const inColumn = at === -1 ? undefined : numberIn(table.rows[0]?.[at] ?? "");
    if (inColumn !== undefined) return inColumn;
    const row = table.rows.find((cells) => cells.length > 1 && columnKey(cells[0] ?? "") === key);
    const inRow = row === undefined ? undefined : numberIn(row.at(-1) ?? "");
    if (inRow !== undefined) return inRow;
  }
  const inText = new RegExp(
    `(?<![A-Za-z0-9_])"?${key.replaceAll(/[^a-z0-9_]/g, "\\$&")}"?\\s*[:=\\s|]\\s*"?(-?[\\d.,]*\\d)`,
    "i",
  ).exec(output);
  return inText === null ? undefined : numberIn(inText[1] ?? "");
}

function lastNumber(output: string): number | undefined {
  const all = output.match(/-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?/g);
  return all === null ? undefined : numberIn(all.at(-1) ?? "");
}

// ── values
// ──────────────────────────────────────────────────────────────────────────────────────────────────────────
function indexOf(table: PrintedTable, column: string): number {
  const key = columnKey(column);
  return table.columns.findIndex((name) => columnKey(name) === key);
}

/** `1,234`, `12.5 %`, `3.1s` → the number; undefined when the text does not begin with one. */
function numberIn(text: string): number | undefined {
  const [, digits] = /^\s*["']?(-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\.\d+)/.exec(text) ?? [];
  const value = digits === undefined ? Number.NaN : Number(digits.replaceAll(",", ""));
  return Number.isFinite(value) ? value : undefined;
}

function isSame(printed: string, wanted: string | number | boolean): boolean {
  const text = printed.trim().replaceAll(/^["'`]|["'`]$/g, "");
  if (typeof wanted === "boolean")
    return (
      ["true", "1", "yes"].includes(text.toLowerCase()) === wanted &&
      ["true", "1", "yes", "false", "0", "no"].includes(text.toLowerCase())
    );
  if (text.toLowerCase() === String(wanted).trim().toLowerCase()) return true;
  return text !== "" && String(wanted).trim() !== "" && Number(text) === Number(wanted);
}

function resolved(quantity: Quantity): number {
  if (typeof quantity === "number") return quantity;
  throw new Error(`accept: the quantity ${quantity} was not resolved`);
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

function yes(how: string): Judgement {
  return { accepted: true, how };
}

function no(how: string): Judgement {
  return { accepted: false, how };
}
