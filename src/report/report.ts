/**
 * From a finished drill to its postmortem. Each section is a pure function from the summary to a
 * view; the view is cleaned of control characters, then shown through one template for HTML and one
 * for Markdown. No clock, no randomness, no disk: the same input makes the same bytes.
 */
import { plainTexts } from "../kernel/plain-text.ts";
import { plural } from "../kernel/plural.ts";
import { contextOf, type Context, type ReportInput } from "./context.ts";
import { junitXml } from "./junit.ts";
import { escapeMarkdown } from "./markdown.ts";
import { htmlRenderer, markdownRenderer } from "./render.ts";
import type { ReviewState } from "../review/state.ts";
import { statusWords } from "../review/wording.ts";
import { sections } from "./sections/index.ts";
import type { Templates } from "./templates.ts";

export type { ReportInput, Rerun } from "./context.ts";

/** The files of a report, by name. */
export type Report = Readonly<Record<"postmortem.md" | "postmortem.html" | "junit.xml", string>>;

/** Builds all files of a report; `templates` come from `loadTemplates`. */
export function buildReport(input: ReportInput & { readonly templates: Templates }): Report {
  const context = contextOf(input);
  const views = sections.flatMap(({ id, title, view }) => {
    const shown = view(context);
    return shown === undefined ? [] : [{ id, title, view: plainTexts(shown) }];
  });
  const head = plainTexts(headOf(context));
  const html = htmlRenderer(input.templates);
  const markdown = markdownRenderer(input.templates);
  const bodies = (render: (id: string, view: object) => string): object[] =>
    views.map(({ id, title, view }) => ({ id, title, body: render(id, view) }));
  return {
    "postmortem.html": html.page({
      ...unbroken(head),
      sections: bodies((id, view) => html.section(id, unbroken(view))),
    }),
    "postmortem.md": markdown.page({ ...escapedHead(head), sections: bodies(markdown.section) }),
    "junit.xml": junit(context),
  };
}

interface Head {
  readonly name: string;
  readonly title: string;
  readonly banner: string;
  readonly facts: readonly string[];
  readonly gameday: string;
  readonly foot: string;
}

function headOf({ summary, scenario, plan, level, closure }: Context): Head {
  const { drill, incident } = summary;
  const scaled =
    plan.timeScale === 1
      ? []
      : [`time scale ${plan.timeScale}: targets and reminders run ${plan.timeScale} times as fast`];
  return {
    name: incident === null ? drill.kind : `${level(incident.level)} ${incident.name}`,
    title: scenario.title,
    banner:
      "This was a drill. No real users were affected: all requests, users and losses are those of generated load.",
    facts: [
      drill.drill,
      drill.startedWall.slice(0, 16).replace("T", " ") + (drill.startedWall === "" ? "" : " UTC"),
      `${drill.scenario} version ${drill.scenarioVersion}`,
      ...(drill.variant === undefined ? [] : [`variant ${drill.variant}`]),
      drill.runtime,
      `seed ${drill.seed}`,
      `profile ${drill.profile}`,
      ...scaled,
      ...reviewFacts(closure?.review),
    ].filter((fact) => fact !== ""),
    gameday: drill.gameday,
    foot:
      `Built by gameday ${drill.gameday} from the journal of ${drill.drill}: ` +
      `${summary.events} ${plural(summary.events, "event")}. The same journal gives the ` +
      "same report.",
  };
}

function reviewFacts(review: ReviewState | undefined): readonly string[] {
  if (review?.owner === undefined || review.owner === null) return [];
  const { state, owner, status } = review;
  return [`${state}, review ${status === null ? "" : `${statusWords[status]} `}by ${owner}`];
}

function escapedHead(head: Head): Head {
  return {
    ...head,
    name: escapeMarkdown(head.name),
    title: escapeMarkdown(head.title),
    banner: escapeMarkdown(head.banner),
    facts: head.facts.map(escapeMarkdown),
    foot: escapeMarkdown(head.foot),
  };
}

/**
 * No line break inside a figure: `5 m 47 s`, `14.1 %`. Verbatim text and charts
 * stay as they are.
 */
function unbroken<T>(value: T): T {
  if (typeof value === "string")
    return value.replaceAll(
      /(?<=\d) (?=(?:ms|MiB|[smhd%])(?![A-Za-z]))|(?<=\d [mhd]|\bSEV) (?=\d)/g,
      "\u00a0",
    ) as T;
  if (Array.isArray(value)) return value.map(unbroken) as T;
  if (typeof value !== "object" || value === null || "verbatim" in value || "markup" in value)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, unbroken(inner)]),
  ) as T;
}

function junit({ summary, judgement, plan }: Context): string {
  const { drill } = summary;
  return junitXml({
    name: `gameday.${drill.scenario}`,
    seconds: drill.lengthMs / 1_000,
    startedAt: drill.startedWall === "" ? "1970-01-01T00:00:00Z" : drill.startedWall,
    properties: {
      drill: drill.drill,
      kind: drill.kind,
      seed: drill.seed,
      runtime: drill.runtime,
      profile: drill.profile,
      ...(drill.variant === undefined ? {} : { variant: drill.variant }),
      timeScale: String(plan.timeScale),
      verdict: judgement.verdict,
      reason: judgement.reason,
      digest: drill.digest,
      gameday: drill.gameday,
    },
    cases: judgement.findings.map(({ check, title, verdict, text }) => ({
      name: `${check}: ${title}`,
      verdict,
      text,
    })),
  });
}
