/**
 * Two runs of the same incident on one page: the figures side by side, both courses on one time
 * axis, and what each team did when. Pure, like the postmortem.
 */
import { compareRuns, type ComparedFigure } from "../../metrics/compare.ts";
import { differences, obstacles, runLine, type JudgedSummary } from "../../metrics/run-line.ts";
import type { Plan } from "../../plan/plan.ts";
import { plainTexts } from "../../kernel/plain-text.ts";
import { chartSpan, sliLines } from "../chart-lines.ts";
import { overlayChart, type OverlaidSli } from "../chart/overlay-chart.ts";
import type { Lane } from "../chart/lane.ts";
import { contextOf, type Context } from "../context.ts";
import { lanesOf } from "../lanes.ts";
import { htmlRenderer } from "../render.ts";
import type { Templates } from "../templates.ts";
import { actionRows } from "./actions.ts";
import { comparedRow, resultWords } from "./words.ts";
import { duration } from "../../wording/duration.ts";
import { listed, sentence } from "../../wording/text.ts";

export interface ComparedDrill {
  readonly plan: Plan;
  readonly summary: JudgedSummary;
}

/** One self-contained HTML page. */
export function comparisonPage(
  first: ComparedDrill,
  second: ComparedDrill,
  templates: Templates,
): string {
  const contexts = [contextWith(first), contextWith(second)] as const;
  const figures = compareRuns(first.summary, second.summary);
  const lines = [runLine(first.summary), runLine(second.summary)] as const;
  const names = ["first", "second"] as const;
  const view = {
    title: first.plan.scenario.title,
    gameday: first.summary.drill.gameday,
    lead: sentence(resultWords(lines, figures)),
    runs: lines.map((line, index) => ({
      name: names[index],
      drill: line.drill,
      verdict: line.verdict,
      reason: sentence(line.reason),
    })),
    obstacles: obstacles(...lines).map(sentence),
    differences: differences(...lines).map(sentence),
    figures: {
      label: "Figures of both runs",
      head: ["", "first", "second", "difference"],
      rows: figures.map(comparedRow),
    },
    chart: { markup: chartOf(contexts, figures) },
    actions: {
      label: "What the responders did",
      head: ["", "first", "second"],
      rows: actionRows(...contexts),
    },
    foot: `Built by gameday ${first.summary.drill.gameday} from the summaries of ${listed(lines.map(({ drill }) => drill))}.`,
  };
  return htmlRenderer(templates).page(plainTexts(view), "compare.html.hbs");
}

function contextWith({ plan, summary }: ComparedDrill): Context {
  return contextOf({ plan, summary, judgement: { ...summary.judgement, findings: [] } });
}

function chartOf(
  contexts: readonly [Context, Context],
  figures: readonly ComparedFigure[],
): string {
  const spans = contexts.map((context) =>
    chartSpan(context.summary, context.faultMs ?? 0, context.endMs),
  );
  const span = {
    fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...spans.map(({ toMs }) => toMs)),
  };
  const [a, b] = contexts.map(({ summary, faultMs }) => sliLines(summary, faultMs ?? 0));
  const names = [...new Set([...(a ?? []), ...(b ?? [])].map(({ name }) => name))];
  const slis = names.map((name): OverlaidSli => {
    const runs = [
      a?.find((line) => line.name === name),
      b?.find((line) => line.name === name),
    ] as const;
    return { name, objective: runs[0]?.objective ?? runs[1]?.objective ?? 100, runs };
  });
  const back = figures.find(({ id }) => id === "hurt-for");
  const words = (value: number | string | null | undefined): string =>
    typeof value === "number" ? duration(value) : "not at all";
  const description =
    `Users were affected for ${words(back?.first)} in the first run and ` +
    `${words(back?.second)} in the second. ` +
    `${slis.map(({ name, runs }) => `${name}: ${runs.map((line) => line?.note ?? "not measured").join(", then ")}.`).join(" ")}`;
  return overlayChart({
    id: "overlay",
    title: "Both runs on one time axis",
    description,
    span,
    names: ["first", "second"],
    slis,
    lanes: contexts.flatMap((context, index) => lanes(context, index === 0 ? "first" : "second")),
  });
}

/** Of each run what was true and what was said, until its own end. */
function lanes(context: Context, name: string): Lane[] {
  const toMs = context.endMs - (context.faultMs ?? 0);
  return lanesOf(context, toMs)
    .filter((lane) => lane.name === "truth" || lane.name === "declared")
    .map((lane) => ({ ...lane, name: `${name}: ${lane.name}` }));
}
