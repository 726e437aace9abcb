import type { Matching } from "../../kernel/pattern.ts";
import { plural } from "../../kernel/plural.ts";
import { namesOf, wordOf, type ShareRule } from "./accept.ts";
import { chosen, columnOf, isNamedIn, valueIn, type Shown } from "./cells.ts";
import {
  best,
  fits,
  isSame,
  near,
  no,
  percent,
  resolved,
  yes,
  type Judgement,
} from "./judgement.ts";
import type { PrintedTable } from "./table.ts";
import { byWords, weigher } from "./weight.ts";

/** One thing that was counted, how often, and by which column. */
interface Counted {
  readonly whole: number;
  readonly part: number;
  /** The largest share of any value. */
  readonly largest: number;
  readonly what: string;
}

/** Does one value hold enough of what was counted, in any reading of the output? */
export async function judgeShare(
  rule: ShareRule,
  shown: Shown,
  matching: Matching,
): Promise<Judgement> {
  const found = await countsOf(rule, shown, matching);
  return best(found.map((one) => weigh(one, rule))) ?? no(shapeOf(rule));
}

export function shapeOf({ of, rows }: ShareRule): string {
  const word = wordOf(of);
  const over = rows > 1 ? `, over at least ${rows} in all` : "";
  return `the output shows no share per ${word}; expected one, such as counts by ${word}${over}`;
}

function weigh({ whole, part, largest, what }: Counted, rule: ShareRule): Judgement {
  const word = wordOf(rule.of);
  const needed = resolved(rule.atLeast);
  // Shares that are printed as shares add up to one.
  const shares = Math.abs(whole - 1) < 0.02 && !Number.isInteger(largest);
  if (whole < rule.rows && !shares)
    return no(
      `it shows only ${whole} ${plural(whole, "case")}; a share per ${word} needs at least ${rule.rows}`,
    );
  const share = whole === 0 ? 0 : part / whole;
  if (part > 0 && share >= needed)
    return yes(`${percent(share)} of ${what} are ${String(rule.is)}; ${percent(needed)} needed`);
  return near(
    `it shows a share per ${word} that does not answer the question: the largest is ${percent(largest)} of ${what}`,
  );
}

/** From columns of that name, else lines that name it, else columns that hold the value. */
async function countsOf(
  rule: ShareRule,
  shown: Shown,
  matching: Matching,
): Promise<readonly Counted[]> {
  const inColumns = (at: (table: PrintedTable) => number): readonly Counted[] =>
    shown.tables.flatMap((table) => {
      const rows = at(table) === -1 ? undefined : chosen(table, rule.where, shown.command);
      return rows === undefined ? [] : [countRows({ ...table, rows }, at(table), rule)];
    });
  const named = (table: PrintedTable): number => columnOf(table, rule.of);
  if (shown.tables.some((table) => named(table) !== -1)) return inColumns(named);
  const inLines = await linesOf(rule, shown, matching);
  return inLines.length > 0 ? inLines : inColumns((table) => speaking(table, rule));
}

/** Short numbers and truth values occur anywhere. */
function speaking({ columns, rows }: PrintedTable, { is }: ShareRule): number {
  if (String(is).length < 2 || typeof is === "boolean") return -1;
  return columns.findIndex(
    (column, at) => column !== "count" && rows.some((row) => isSame(row[at] ?? "", is)),
  );
}

function countRows(table: PrintedTable, at: number, { is, count }: ShareRule): Counted {
  const weight = weigher(table, at, count);
  const sums = new Map<string, number>();
  for (const row of table.rows) {
    const value = (row[at] ?? "").trim().toLowerCase();
    sums.set(value, (sums.get(value) ?? 0) + weight.of(row));
  }
  return counted(sums, is, (whole) =>
    weight.by === undefined ? `${whole} ${plural(whole, "row")}` : `${whole}${byWords(weight.by)}`,
  );
}

function counted(
  sums: ReadonlyMap<string, number>,
  is: ShareRule["is"],
  what: (whole: number) => string,
): Counted {
  const whole = [...sums.values()].reduce((sum, n) => sum + n, 0);
  const part = [...sums].reduce((sum, [value, n]) => sum + (isSame(value, is) ? n : 0), 0);
  const largest = whole === 0 ? 0 : Math.max(...sums.values()) / whole;
  return { whole, part, largest, what: what(Math.round(whole * 100) / 100) };
}

/** Lines of a log or a process list that give the value somewhere inside. */
async function linesOf(
  rule: ShareRule,
  { output, command }: Shown,
  matching: Matching,
): Promise<readonly Counted[]> {
  const { where, lines: patterns } = rule;
  const all = output.split("\n").filter((line) => line.trim() !== "");
  const times = timesOf(all);
  const sums = new Map<string, number>();
  const meant = all.filter((line) => {
    const value = where === undefined ? undefined : valueIn(line, where.name);
    if (where === undefined) return true;
    return value === undefined ? isNamedIn(command, where) : fits(value, where);
  });
  const add = (value: string, line: string): void =>
    void sums.set(value, (sums.get(value) ?? 0) + (times?.get(line) ?? 1));
  if (patterns === undefined)
    for (const line of meant) {
      const value = valueIn(line, namesOf(rule.of));
      if (value !== undefined) add(value.toLowerCase(), line);
    }
  else {
    const speak = await matching(patterns.of, meant);
    const fit = await matching(patterns.matching, meant);
    for (const [index, line] of meant.entries())
      if (speak[index] !== undefined)
        add(fit[index] === undefined ? "" : String(rule.is).toLowerCase(), line);
  }
  const kind = times === undefined ? "" : "counted ";
  return sums.size === 0
    ? []
    : [counted(sums, rule.is, (whole) => `${whole} ${kind}${plural(whole, "line")}`)];
}

/**
 * How often each line was there, as `uniq -c` writes it before every one of them; undefined for any
 * other output.
 */
function timesOf(all: readonly string[]): ReadonlyMap<string, number> | undefined {
  const found = all.map(
    (line) => [line, Number(/^ *(\d{1,9}) \S/.exec(line)?.[1] ?? Number.NaN)] as const,
  );
  return found.every(([, times]) => times > 0) ? new Map(found) : undefined;
}
