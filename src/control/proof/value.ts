import { namesOf, type CountRule, type ValueRule } from "./accept.ts";
import { columnOf, sameName, type Shown } from "./cells.ts";
import { fits, isSame, isWithin, near, no, numberIn, yes, type Judgement } from "./judgement.ts";
import type { PrintedTable } from "./table.ts";
import { weigher } from "./weight.ts";

/** Is the value of that name the one that proves it, wherever the output gives it? */
export function judgeValue(rule: ValueRule, shown: Shown): Judgement {
  if (rule.name === undefined) return judgeLast(rule, shown.output);
  const found = valuesOf(rule, rule.name, shown);
  if (found.length === 0) return no(shapeOf(rule));
  // A limit from below is for whatever comes first, one from above for anything that is there.
  const low = rule.below !== undefined || rule.atMost !== undefined;
  const proof = (low ? found.slice(0, 1) : found).find((value) => fits(value, rule));
  const [name = ""] = namesOf(rule.name);
  const say = (value: string): string =>
    `${name} is ${rule.is === undefined ? (numberIn(value) ?? value) : value}`;
  return proof === undefined
    ? near(`${say(found[0] ?? "")}; that does not prove it`)
    : yes(say(proof));
}

export function shapeOf({ of }: ValueRule): string {
  const whose = of === undefined ? "" : ", and whose it is";
  return (
    `the output does not show the figure or setting that answers the question${whose}; ` +
    'expected it with its name, such as a column, "name: value" or JSON'
  );
}

function valuesOf(
  { of }: ValueRule,
  name: NonNullable<ValueRule["name"]>,
  { tables, output, command }: Shown,
): readonly string[] {
  const named = of !== undefined && command.toLowerCase().includes(String(of).toLowerCase());
  const mentions = (table: PrintedTable): boolean =>
    of !== undefined && table.rows.some((row) => row.some((cell) => isOf(cell, of)));
  const values = tables.flatMap((table) => {
    if (of === undefined || (named && !mentions(table))) return inRows(table, table.rows, name);
    const rows = table.rows.filter((row) => row.some((cell) => isOf(cell, of)));
    return [...inRows(table, rows, name), ...turned(table, name, of)];
  });
  if (values.length > 0 || (of !== undefined && !named)) return values;
  return inText(output, name);
}

const isOf = (cell: string, of: NonNullable<ValueRule["of"]>): boolean =>
  typeof of !== "boolean" && isSame(cell, of);

/** A column's cells, or the last cell of a row that begins with the name. */
function inRows(
  table: PrintedTable,
  rows: PrintedTable["rows"],
  name: NonNullable<ValueRule["name"]>,
): readonly string[] {
  const at = columnOf(table, name);
  const column = at === -1 ? [] : rows.map((row) => row[at] ?? "");
  const wanted = namesOf(name).map(sameName);
  const pairs = rows
    .filter((row) => row.length > 1 && wanted.includes(sameName(row[0] ?? "")))
    .map((row) => row.at(-1) ?? "");
  return [...column, ...pairs].filter((value) => value !== "");
}

/** `{"waiting": {"eu": 12}}`: the figures by name, those whose they are as columns. */
function turned(
  table: PrintedTable,
  name: NonNullable<ValueRule["name"]>,
  of: NonNullable<ValueRule["of"]>,
): readonly string[] {
  const at = columnOf(table, String(of));
  const key = table.columns.indexOf("key");
  const wanted = namesOf(name).map(sameName);
  if (at === -1 || key === -1) return [];
  return table.rows
    .filter((row) => wanted.includes(sameName(row[key] ?? "")) && row[at] !== "")
    .map((row) => row[at] ?? "");
}

/** `name: 61`, `name=61`, `name is ON` in any text. */
function inText(output: string, name: NonNullable<ValueRule["name"]>): readonly string[] {
  return namesOf(name).flatMap((one) => {
    const letters = one.replaceAll(/[^a-zA-Z0-9_]/g, "\\$&");
    const found = output
      .replaceAll(/\s+/g, " ")
      .matchAll(
        new RegExp(
          `(?<![A-Za-z0-9_])"?${letters}"? ?` +
            '(?:(?:[:=|]|is ) ?"?(-?[\\w.,]*\\w)|' +
            "(-?\\d[\\d.,]*|on|off|yes|no|true|false)\\b)",
          "gi",
        ),
      );
    return [...found].map(([, given, plain]) => given ?? plain ?? "");
  });
}

function judgeLast(rule: ValueRule, output: string): Judgement {
  const all = output.match(/-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?/g);
  const last = all === null ? undefined : numberIn(all.at(-1) ?? "");
  if (last === undefined) return no("the output has no number");
  return isWithin(last, rule)
    ? yes(`the number is ${last}`)
    : near(`the number is ${last}; that does not prove it`);
}

/**
 * How many there are: the rows or lines that show it, or a number alone when it is plain what it
 * counts.
 */
export function judgeCount(
  rule: CountRule,
  { tables, output, command }: Shown,
  fit: (texts: readonly string[]) => Promise<readonly boolean[]>,
): Promise<Judgement> {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return fit([command, ...lines]).then(([asked, ...shows]) => {
    const speaking = lines.filter((_, index) => shows[index] === true);
    const alone = asked === true || speaking.length > 0 ? loneNumber(tables, lines) : undefined;
    const found = alone ?? (speaking.length > 0 ? countOf(tables, speaking) : undefined);
    if (found === undefined)
      return no(
        "the output shows no count of it; expected a number of them, or the rows themselves",
      );
    return isWithin(found, rule)
      ? yes(`it counts ${found}`)
      : near(`it counts ${found}; that does not prove it`);
  });
}

/** Lines, or the rows that they are, as often as a column of counts says. */
function countOf(tables: readonly PrintedTable[], speaking: readonly string[]): number {
  const times = (line: string): number => Number(/^ +(\d{1,9}) \S/.exec(line)?.[1] ?? 1);
  const lines = speaking.reduce((sum, line) => sum + times(line), 0);
  // A log's lines have figures of all kinds; a count is printed beside what it counts.
  const small = tables.filter(({ columns }) => columns.length <= 3);
  const counted = small.map((table) => {
    const at = table.columns.findIndex((_, place) =>
      table.rows.some((row) => numberIn(row[place] ?? "") === undefined),
    );
    const weight = weigher(table, at, undefined);
    const shows = (row: readonly string[]): boolean =>
      speaking.some((line) => row.every((cell) => line.includes(cell)));
    return table.rows.filter(shows).reduce((sum, row) => sum + weight.of(row), 0);
  });
  return Math.max(lines, ...counted);
}

function loneNumber(tables: readonly PrintedTable[], lines: readonly string[]): number | undefined {
  if (lines.length === 1) return alone(lines[0] ?? "");
  const [table] = tables.filter(({ rows, columns }) => rows.length === 1 && columns.length === 1);
  return table === undefined ? undefined : alone(table.rows[0]?.[0] ?? "");
}

const alone = (text: string): number | undefined =>
  /^\s*-?[\d,.]+\s*$/.test(text) ? numberIn(text) : undefined;
