import { formatDuration } from "../../kernel/duration.ts";
import { plainLine, plainText } from "../../kernel/plain-text.ts";
import { plural } from "../../kernel/plural.ts";
import { isCutShort } from "../../metrics/cut-short.ts";
import type { FaultRecord } from "../../metrics/faults.ts";
import type { Summary } from "../../metrics/summary.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Judgement } from "../../verdict/judge.ts";
import { escapeMarkdown, fence } from "../markdown.ts";
import { count, counted, percent, percentMinutes } from "../../wording/figure.ts";

export interface JobSummaryInput {
  readonly plan: Plan;
  readonly summary: Summary;
  readonly judgement: Judgement;
  /** As it is kept by the job: a path relative to where it ran. */
  readonly runFolder: string;
  /** The command that does the same again. */
  readonly again: string;
}

const signs = { pass: "✅ pass", fail: "❌ fail", unknown: "⚠️ unknown" } as const;

/**
 * One drill as a section of a CI job's summary page, Markdown: the verdict, what users lost, what
 * was broken and whether it worked.
 */
export function jobSummary({
  plan,
  summary,
  judgement,
  runFolder,
  again,
}: JobSummaryInput): string {
  const { impact, faults } = summary;
  const text = (value: string): string => escapeMarkdown(plainText(value));
  const rows = (
    head: readonly string[],
    lines: readonly (readonly string[])[],
  ): readonly string[] =>
    lines.length === 0
      ? []
      : [
          "",
          `| ${head.join(" | ")} |`,
          `|${" --- |".repeat(head.length)}`,
          ...lines.map((line) => `| ${line.map(text).join(" | ")} |`),
        ];
  const open = judgement.findings.filter(({ verdict }) => verdict !== "pass");
  return [
    `## ${signs[judgement.verdict]}: ${text(plan.scenario.title)}`,
    "",
    text(judgement.reason.endsWith(".") ? judgement.reason : `${judgement.reason}.`),
    ...rows(
      ["service", "success", "objective", "lost", "impact"],
      impact.services.map(({ service, objective, percentMinutes: lost, wholeDrill }) => [
        service,
        percent(
          wholeDrill.offered === 0 ? 100 : 100 - (100 * wholeDrill.lost) / wholeDrill.offered,
        ),
        percent(objective),
        `${count(wholeDrill.lost)} of ${count(wholeDrill.offered)} ${plural(wholeDrill.offered, "request")}`,
        percentMinutes(lost),
      ]),
    ),
    ...rows(
      ["target", "fault", "verified", "undone"],
      faults.map((record) => [record.target, record.fault, seenThere(record), takenBack(record)]),
    ),
    ...rows(
      ["not met", "why"],
      open.map(({ title, text: why, verdict }) => [
        verdict === "unknown" ? `${title} (unknown)` : title,
        why,
      ]),
    ),
    "",
    `${affected(summary)}. Full record of this run: \`${plainLine(runFolder).replaceAll("`", "")}\`.`,
    "",
    fence(plainText(again)),
    "",
  ].join("\n");
}

function seenThere({ appliedMs, verified }: FaultRecord): string {
  if (verified !== null) return verified.evidence;
  return appliedMs === null ? "never applied" : "not verified";
}

function takenBack({ appliedMs, undone }: FaultRecord): string {
  if (undone !== null) return undone.ok ? undone.evidence : `not confirmed: ${undone.evidence}`;
  return appliedMs === null ? "nothing to undo" : "no";
}

/** For how long users were affected, and how many. */
function affected({ impact, ended }: Summary): string {
  const users =
    impact.total.usersHurt === null
      ? "number of users not known"
      : counted(impact.total.usersHurt, "user");
  const cut = isCutShort(ended) ? ", until the drill was cut short" : "";
  return impact.windows.length === 0
    ? `No user affected${cut}`
    : `Users affected for ${formatDuration(impact.ms)}${cut} (${users})`;
}
