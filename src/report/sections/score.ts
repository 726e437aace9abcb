import type { ScoreLine } from "../../metrics/score.ts";
import type { Context } from "../context.ts";
import type { Table } from "../chart/data-table.ts";
import { amount, count } from "../../wording/figure.ts";
import { sentence, stop } from "../../wording/text.ts";
import type { Section } from "./section.ts";

const glyphs = { pass: "✓ pass", fail: "✗ fail", unknown: "? unknown" } as const;
const about = {
  contained: "service restored in time",
  evidence: "evidence proved",
  "wrong-turns": "wrong turns",
  claims: "premature claims",
  process: "process followed",
  hints: "hints",
} as const satisfies Record<ScoreLine["about"], string>;

/** How the verdict and the score came about, line by line. */
export const score: Section = {
  id: "score",
  title: "How it was judged",
  view: (context) => ({
    note: note(context),
    findings: findings(context),
    scoreNote: scoreNote(context),
    lines: lines(context),
  }),
};

function note({ judgement }: Context): string {
  return (
    `The verdict is ${judgement.verdict}: ${stop(judgement.reason)} Each check reads the ` +
    "record of the drill. A check that cannot be made makes the verdict unknown, never a " +
    "pass."
  );
}

function findings({ judgement }: Context): Table {
  return {
    label: "Checks",
    head: ["check", "result", "finding"],
    rows: judgement.findings.map(({ title, verdict, text }) => [title, glyphs[verdict], text]),
  };
}

function scoreNote({ summary }: Context): string {
  if (summary.score !== null)
    return `The score is ${count(summary.score.points)} of 100. Use it to compare this team with its own next run, not to compare people.`;
  return summary.drill.kind === "Test"
    ? "A Test has no score."
    : "No score: the drill ended too early to be scored.";
}

function lines({ summary }: Context): Table {
  return {
    label: "Score",
    head: ["for", "points", "of", "why"],
    rows: (summary.score?.lines ?? []).map((line) => [
      about[line.about],
      amount(line.points),
      line.of === 0 ? "–" : amount(line.of),
      sentence(line.why),
    ]),
  };
}
