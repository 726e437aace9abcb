import type { Summary } from "../../metrics/summary.ts";
import { runCommand } from "../../plan/again.ts";
import { compareChart, type ComparedRun } from "../chart/compare-chart.ts";
import type { Table } from "../chart/data-table.ts";
import { joined } from "../chart/spans.ts";
import { sliLines } from "../chart-lines.ts";
import type { Context, Rerun } from "../context.ts";
import { count, percentMinutes } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { sentence } from "../../wording/text.ts";
import type { Chart, Section } from "./section.ts";

/** What to change, and which changes are proven by running the same fault again. */
export const corrective: Section = {
  id: "corrective",
  title: "Corrective actions",
  view: (context) => {
    const known = Object.entries(context.scenario.corrective);
    if (known.length === 0 || context.faultMs === null) return undefined;
    const reruns = context.reruns.filter(
      (rerun) => context.scenario.corrective[rerun.corrective] !== undefined,
    );
    const left = known
      .filter(
        ([id, { rerun }]) =>
          rerun !== undefined && !context.reruns.some((done) => done.corrective === id),
      )
      .map(([id]) => id);
    return {
      note: note(context),
      actions: actions(context),
      reruns: reruns.map((rerun, index) => rerunView(rerun, index, context)),
      commandsNote: "To verify a fix, rerun the same fault with it in place:",
      commands: { verbatim: commands(left, context) },
    };
  },
};

const outcome = {
  pass: "verified by rerun",
  fail: "the rerun failed",
  unknown: "the rerun was inconclusive",
} as const satisfies Record<Rerun["verdict"], string>;

const kinds = {
  detect: "detect it sooner",
  mitigate: "mitigate it faster",
  prevent: "prevent it",
  process: "process",
} as const;

function note({ summary, scenario }: Context): string {
  const own = summary.drill.rerunOf;
  if (own !== null)
    return `This run verifies a fix: the same fault with "${scenario.corrective[own.corrective]?.text ?? own.corrective}" in place.`;
  return "A fix is verified when the same fault is repeated with the fix in place and no user is affected. The review names owner and due date.";
}

function actions(context: Context): Table {
  return {
    label: "Corrective actions",
    head: ["action", "purpose", "verified"],
    rows: Object.entries(context.scenario.corrective).map(([id, { text, kind }]) => [
      text,
      kinds[kind],
      proof(id, context),
    ]),
  };
}

function proof(id: string, { scenario, reruns, summary }: Context): string {
  if (summary.drill.rerunOf?.corrective === id) return "this run";
  const rerun = reruns.find((each) => each.corrective === id);
  if (rerun === undefined)
    return scenario.corrective[id]?.rerun === undefined
      ? "cannot be verified by a rerun"
      : "not yet";
  switch (rerun.verdict) {
    case "pass":
      return `✓ by rerun ${rerun.drill}`;
    case "fail":
      return `✗ no: rerun ${rerun.drill} failed, ${rerun.reason}`;
    case "unknown":
      return `? unknown: rerun ${rerun.drill} was inconclusive, ${rerun.reason}`;
    default:
      rerun.verdict satisfies never;
      return "";
  }
}

function rerunView(rerun: Rerun, index: number, context: Context): object {
  const text = context.scenario.corrective[rerun.corrective]?.text ?? rerun.corrective;
  return {
    title: `${text}: ${outcome[rerun.verdict]}`,
    text: sentence(rerun.reason),
    figures: figures(context, rerun),
    chart:
      rerun.summary === undefined
        ? undefined
        : sideBySide(rerun, rerun.summary, index, context.summary),
  };
}

function sideBySide(rerun: Rerun, summary: Summary, index: number, without: Summary): Chart {
  const own = runOf("This drill", without);
  const other = runOf("The same fault with the fix", summary);
  // A Test is much shorter than a drill: its own length, and a little more, is what can be
  // compared.
  const toMs = Math.min(Math.max(own.toMs, other.toMs), Math.max(1.5 * other.toMs, 120_000));
  const description = `${sentence(rerun.reason)} Impact without the fix ${impactWords(impactOf(without))}, with it ${impactWords(rerun.impact)}.`;
  return {
    markup: compareChart({
      id: `rerun-${index + 1}`,
      title: "Two runs side by side",
      description,
      span: { fromMs: -Math.max(10_000, 0.08 * toMs), toMs },
      runs: [own, other],
    }),
  };
}

function runOf(title: string, summary: Summary): ComparedRun & { toMs: number } {
  const zero = summary.moments.fault ?? 0;
  const toMs = (summary.moments.playEnd ?? summary.drill.lengthMs) - zero;
  const windows = summary.impact.windows.map(({ fromSecond, toSecond }) => ({
    fromMs: Math.max(0, fromSecond * 1_000 - zero),
    toMs: toSecond * 1_000 - zero,
  }));
  const faults = joined(
    summary.faults.flatMap(({ appliedMs, undone }) =>
      appliedMs === null
        ? []
        : [
            {
              fromMs: appliedMs - zero,
              toMs: Math.min(undone === null ? toMs : undone.atMs - zero, toMs),
            },
          ],
    ),
  );
  return { title, toMs, slis: sliLines(summary, zero), windows, faults };
}

const impactOf = (summary: Summary): Rerun["impact"] =>
  Object.fromEntries(
    summary.impact.services.map(({ service, percentMinutes: loss }) => [service, loss]),
  );

const impactWords = (impact: Rerun["impact"]): string =>
  Object.entries(impact)
    .map(([service, loss]) => `${service} ${percentMinutes(loss)}`)
    .join(", ");

function figures({ summary }: Context, rerun: Rerun): Table {
  const measured = rerun.summary;
  const both = (of: (each: Summary) => string): string[][] =>
    measured === undefined ? [] : [[of(summary), of(measured)]];
  return {
    label: "Two runs in figures",
    head: ["", "this drill", "with the fix"],
    rows: [
      ["drill", summary.drill.drill, rerun.drill],
      ["impact", impactWords(impactOf(summary)), impactWords(rerun.impact)],
      ...both(
        ({ impact }) =>
          `${count(impact.total.lostWholeDrill)} of ${count(impact.total.offeredWholeDrill)}`,
      ).map((cells) => ["requests lost", ...cells]),
      ...both(({ impact }) =>
        impact.total.usersHurt === null ? "not known" : count(impact.total.usersHurt),
      ).map((cells) => ["users affected", ...cells]),
      ...both(({ impact }) =>
        impact.windows.length === 0 ? "not at all" : duration(impact.ms),
      ).map((cells) => ["users affected for", ...cells]),
    ],
  };
}

function commands(left: readonly string[], { plan, summary }: Context): string {
  return left.map((rerun) => runCommand(plan, { rerun, of: summary.drill.drill })).join("\n");
}
