/** Counts by kind, as a table. */
import type { Outcome } from "./attempt.ts";

export interface Row {
  pass: number;
  fail: number;
  unknown: number;
  falseGreen: number;
  /**
   * Of undisturbed runs: those that are unknown although they deserve an answer, and those with the
   * wrong one.
   */
  lost: number;
  undeserved: number;
}

export type Tally = Record<string, Row>;

/** Counts one outcome in. */
export function count(tally: Tally, { kind, verdict, falseGreen, undeserved }: Outcome): void {
  const row = (tally[kind] ??= {
    pass: 0,
    fail: 0,
    unknown: 0,
    falseGreen: 0,
    lost: 0,
    undeserved: 0,
  });
  row[verdict] += 1;
  if (falseGreen !== undefined) row.falseGreen += 1;
  if (undeserved !== undefined) row[verdict === "unknown" ? "lost" : "undeserved"] += 1;
}

/** One table of several. */
export function added(tallies: readonly Tally[]): Tally {
  const all: Tally = {};
  for (const tally of tallies) {
    for (const [kind, row] of Object.entries(tally)) {
      const sum = (all[kind] ??= {
        pass: 0,
        fail: 0,
        unknown: 0,
        falseGreen: 0,
        lost: 0,
        undeserved: 0,
      });
      for (const key of Object.keys(row) as (keyof Row)[]) sum[key] += row[key];
    }
  }
  return all;
}

/** The table, a kind a line. */
export function table(tally: Tally): string {
  const rows = Object.entries(tally).map(
    ([kind, { pass, fail, unknown, falseGreen, lost, undeserved }]) =>
      [kind, pass, fail, unknown, falseGreen, lost, undeserved].map(String),
  );
  const lines = [
    ["kind", "pass", "fail", "unknown", "false green", "lost green or red", "wrong"],
    ...rows,
  ];
  const widths = (lines[0] ?? []).map((_cell, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}
