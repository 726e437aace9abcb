import type { Context } from "../context.ts";
import { counted } from "../../wording/figure.ts";
import { lowerFirst, stop } from "../../wording/text.ts";

/** What people did in both runs, as rows: what helped, what did not, and what they knew. */
export function actionRows(first: Context, second: Context): readonly (readonly string[])[] {
  const row = (
    what: string,
    of: (context: Context) => readonly string[],
    none: string,
  ): string[] => [what, ...[first, second].map((context) => of(context).join("; ") || none)];
  const rows = [
    row(
      "what helped",
      ({ summary, clock }) =>
        summary.mitigations.map(({ title, atMs }) => `${clock(atMs)} ${title}`),
      "nothing",
    ),
    row(
      "what did not help",
      ({ summary, clock }) =>
        summary.wrongTurns.map(
          ({ title, atMs, cost }) =>
            `${clock(atMs)} ${title}${cost === null ? "" : `: ${stop(lowerFirst(cost))}`}`,
        ),
      "nothing",
    ),
    row(
      "evidence proved, in order",
      ({ summary, clock }) =>
        summary.evidence
          .filter(({ proved }) => proved !== null)
          .toSorted((a, b) => (a.proved?.atMs ?? 0) - (b.proved?.atMs ?? 0))
          .map(({ statement, proved }) => `${clock(proved?.atMs ?? 0)} ${statement}`),
      "nothing",
    ),
    row(
      "called mitigated",
      ({ summary, clock }) =>
        (summary.incident?.claims ?? []).map(
          ({ atMs, premature }) => `${clock(atMs)}${premature ? ", too early" : ""}`,
        ),
      "none",
    ),
    row(
      "hints",
      ({ summary }) => (summary.hints.length === 0 ? [] : [counted(summary.hints.length, "hint")]),
      "none",
    ),
  ];
  return rows.filter(([, a, b]) => a !== b || (a !== "nothing" && a !== "none"));
}
