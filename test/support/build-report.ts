/** Reports of stories, as the app builds them: journal → summary → verdict → report. */
import type { EventInput } from "../../src/event/event.ts";
import { summarise, type Summary } from "../../src/metrics/summary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { comparisonPage, type ComparedDrill } from "../../src/report/comparison/comparison.ts";
import { buildReport, type Report, type Rerun } from "../../src/report/report.ts";
import { loadTemplates } from "../../src/report/templates.ts";
import { judge, type Judgement } from "../../src/verdict/judge.ts";
import { planned, stamp } from "./event-builder.ts";
import { regionsInputs, regionsPlan } from "./two-regions.ts";
import { cut } from "../report/cut-story.ts";
import { fastFrogPlan, gateEvents, heldEvents, open, solved, storyEvents } from "./fast-frog.ts";

export const templates = loadTemplates(
  new URL("../../reports/templates", import.meta.url).pathname,
);

export interface BuiltStory {
  readonly summary: Summary;
  readonly judgement: Judgement;
  readonly report: Report;
}

export function build(
  events: readonly EventInput[],
  plan: Plan = fastFrogPlan,
  reruns: readonly Rerun[] = [],
): BuiltStory {
  const summary = summarise(plan, stamp(events, false));
  const judgement = judge(plan, summary);
  return {
    summary,
    judgement,
    report: buildReport({ plan, summary, judgement, reruns, templates }),
  };
}

const testScenario = {
  ...fastFrogPlan.scenario,
  kind: "Test" as const,
  mustBreak: undefined,
  mustHold: { for: 45_000, expect: { slis: "objective" as const } },
};
export const testPlan: Plan = {
  ...fastFrogPlan,
  scenario: testScenario,
  rerun: "index",
  first: ["block-customer"],
};

export function rerun(): Rerun {
  const { summary, judgement } = build(heldEvents("index"), testPlan);
  return {
    corrective: "index",
    drill: summary.drill.drill,
    verdict: judgement.verdict,
    reason: judgement.reason,
    impact: Object.fromEntries(
      summary.impact.services.map(({ service, percentMinutes }) => [service, percentMinutes]),
    ),
    summary,
  };
}

/** The page of two runs, as `gameday compare --html` writes it. */
export function comparison(): string {
  const drill = (story: typeof solved): ComparedDrill => {
    const { summary, judgement } = build(storyEvents(story));
    return { plan: fastFrogPlan, summary: { ...summary, judgement } };
  };
  return comparisonPage(drill(solved), drill({ ...solved, contained: 200 }), templates);
}

/** One story of each kind that a report has to be able to tell. */
export const stories: Readonly<Record<string, () => BuiltStory>> = {
  "a solved drill": () => build(storyEvents(solved)),
  "a solved drill with one fix proven": () => build(storyEvents(solved), fastFrogPlan, [rerun()]),
  "a drill that nobody solved": () => build(storyEvents(open)),
  "a drill of eight hours": () =>
    build(storyEvents({ fault: 30, hurt: 38, contained: 20_000, end: 28_800 })),
  "a drill under a time scale": () => build(storyEvents(solved), { ...fastFrogPlan, timeScale: 6 }),
  "a drill that was never declared": () =>
    build(storyEvents(solved).filter(({ type }) => !type.startsWith("incident."))),
  "a drill that broke off": () =>
    build(storyEvents(solved).filter(({ at }) => (at ?? 0) < 200_000)),
  "a drill that was cut short before users were hurt": () => build(cut(storyEvents(solved), 34)),
  "a drill with dashboards": () => build([planned(regionsPlan), ...regionsInputs()], regionsPlan),
  "a Test that holds": () => build(heldEvents("index"), testPlan),
  "a Test that does not hold": () => build(heldEvents("index", false), testPlan),
  "a drill that ended before any fault": () => build(gateEvents()),
  "an empty journal": () => build([]),
};
