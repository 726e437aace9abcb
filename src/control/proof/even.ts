import { wordOf, type EvenRule } from "./accept.ts";
import { chosen, columnOf, type Shown } from "./cells.ts";
import { best, near, no, percent, resolved, yes, type Judgement } from "./judgement.ts";
import type { PrintedTable } from "./table.ts";
import { byWords, weigher } from "./weight.ts";

/** Is what was counted spread evenly, in any reading of the output? */
export function judgeEven(rule: EvenRule, { tables, command }: Shown): Judgement {
  const named = tables.filter((table) => columnOf(table, rule.over) !== -1);
  // Counts without a header have no name to be wrong about.
  const candidates = named.length > 0 ? named : tables.filter(({ columns }) => columns[0] === "");
  const found = candidates.flatMap((table) => {
    const rows = chosen(table, rule.where, command);
    const at = Math.max(0, columnOf(table, rule.over));
    return rows === undefined || rows.length === 0
      ? []
      : [judgeParts({ ...table, rows }, at, rule)];
  });
  return best(found) ?? no(shapeOf(rule));
}

export function shapeOf({ over }: EvenRule): string {
  const word = wordOf(over);
  return `the output shows no parts per ${word}; expected them, such as counts by ${word} of what the question is about`;
}

function judgeParts(table: PrintedTable, at: number, rule: EvenRule): Judgement {
  const weight = weigher(table, at, rule.count);
  const sums = new Map<string, number>();
  for (const row of table.rows)
    sums.set(row[at] ?? "", (sums.get(row[at] ?? "") ?? 0) + weight.of(row));
  const parts = [...sums.values()];
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const word = wordOf(rule.over);
  if (parts.length < (rule.parts ?? 2))
    return near(`it shows ${parts.length} of the parts per ${word}, and there are more`);
  if (whole < rule.rows)
    return no(`it shows only ${whole} in all; parts per ${word} need at least ${rule.rows}`);
  const average = whole / parts.length;
  const off = Math.max(...parts.map((part) => Math.abs(part - average) / average));
  const what = `the parts per ${word}${byWords(weight.by)} differ by up to ${percent(off)} from their average`;
  return off <= resolved(rule.within)
    ? yes(what)
    : near(`${what}; that does not answer the question`);
}
