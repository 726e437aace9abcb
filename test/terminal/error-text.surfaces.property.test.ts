/* oxlint-disable no-control-regex -- what must not reach anybody is what this file is about. */
/**
 * What a file, a component, a log or a person says reaches people on many surfaces: on none of them
 * does it do anything.
 */
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import { summarise } from "../../src/metrics/summary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { annotationsOf, workflowCommand } from "../../src/report/ci/annotation.ts";
import { jobSummary } from "../../src/report/ci/job-summary.ts";
import { buildReport } from "../../src/report/report.ts";
import { errorLine, errorText } from "../../src/terminal/error-text.ts";
import { display } from "../../src/terminal/live.ts";
import { endLines } from "../../src/terminal/show-run.ts";
import { forPeople, jsonText, styleFor } from "../../src/terminal/style.ts";
import { judge } from "../../src/verdict/judge.ts";
import { stamp } from "../support/event-builder.ts";
import { fuzzRuns } from "../support/fuzz-runs.ts";
import { build, templates } from "../support/build-report.ts";
import { fastFrogPlan, solved, storyEvents } from "../support/fast-frog.ts";

const esc = "\u001b";
const pieces = [
  `${esc}]0;owned\u0007`,
  `${esc}[2J`,
  `${esc}[31m`,
  `${esc}[1m`,
  `${esc}]8;;https://evil.example${esc}\\`,
  `${esc}[`,
  esc,
  "\u009b31m",
  "\u009d52;c;x\u009c",
  "\u0000",
  "\u0008",
  "\u0007",
  "\r",
  "\n",
  "\u2028",
  "\u0085",
  "\u007f",
  "\u202e",
  "\u2066",
  "\u200f",
  "::error file=a,line=1::x",
  "\n::set-output name=a::b",
  "##[error]",
  "##vso[task.setvariable]",
  "@everyone",
  "@acme/db",
  "#12",
  "https://evil.example/x",
  "HTTP://EVIL.EXAMPLE",
  "www.evil.example",
  "root@evil.example",
  "mailto:root@evil.example",
  "![x](https://evil.example/x.png)",
  "[x](javascript:alert(1))",
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "</pre>",
  "</style>",
  "]]>",
  "<!--",
  '"',
  "'",
  "&",
  "&#64;",
  "`",
  "```\n",
  "|",
  "*",
  "_",
  "#",
  "\ufffe",
  "\uffff",
  "\ud800",
  " ",
  "a",
  "Z9",
  "é",
];
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join(""));
const everything: [string][] = [[pieces.join("")], [pieces.toReversed().join(" ")]];
const asked = { numRuns: fuzzRuns(60), examples: everything };
/** A whole report each. */
const onPages = { numRuns: fuzzRuns(6), examples: everything };

/** The same value with the text at the end of each text that somebody else writes: titles, findings, logs, messages. */
function tainted<T>(value: T, text: string, key = ""): T {
  if (typeof value === "string") return (spoken.has(key) ? `${value}${text}` : value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => tainted(one, text, key)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, tainted(inner, text, name)]),
  ) as T;
}
const spoken = new Set([
  "title",
  "summary",
  "text",
  "detail",
  "statement",
  "question",
  "output",
  "command",
  "why",
  "how",
  "message",
  "evidence",
  "doc",
  "cost",
  "cause",
  "trigger",
  "hints",
  "debrief",
  "unit",
  "fact",
  "what",
  "service",
  "note",
]);
/** `evidence` is a text of faults, and elsewhere names of findings that must stay. */
const events = (text: string): readonly GamedayEvent[] => [
  ...stamp(
    storyEvents(solved).map((event) =>
      event.type.startsWith("evidence.") ||
      event.type === "drill.planned" ||
      event.type === "drill.ended"
        ? event
        : tainted(event, text),
    ),
    false,
  ),
];
const plan = (text: string): Plan => ({
  ...fastFrogPlan,
  scenario: {
    ...fastFrogPlan.scenario,
    ...tainted(
      {
        title: fastFrogPlan.scenario.title,
        hints: fastFrogPlan.scenario.hints,
        debrief: fastFrogPlan.scenario.debrief,
        alerts: fastFrogPlan.scenario.alerts,
        mitigations: fastFrogPlan.scenario.mitigations,
        corrective: fastFrogPlan.scenario.corrective,
      },
      text,
    ),
  },
});

/** Nothing that moves a cursor, sets a title, turns a direction. Our own colours may be there. */
function expectPlain(shown: string): void {
  expect(shown.replaceAll(/\u001b\[(?:1|2|22|31|32|33|36|39)m/g, "")).not.toMatch(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/,
  );
  expect(shown.isWellFormed()).toBe(true);
}

/** The same where a CI reads along: no command of its own either. */
function expectHarmless(shown: string): void {
  expectPlain(shown);
  expect(shown).not.toMatch(/^\s*::[^\n]*::/m);
  expect(shown).not.toMatch(/##[a-z]*\[/i);
}
const colours = (shown: string): readonly string[] => shown.match(/\u001b\[\d+m/g) ?? [];

describe("a text of somebody else", () => {
  const [plainStyle, colourful] = [
    styleFor({}, { LANG: "C.UTF-8" }),
    styleFor({ isTTY: true }, { LANG: "C.UTF-8", TERM: "xterm" }),
  ];

  it("is only a text in lines, errors and talk, and brings no colour", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        for (const style of [plainStyle, colourful]) {
          expectHarmless(forPeople(style, `note ${text}`));
          const error = new GamedayError("GD-S003", `wrong ${text}`, {
            hint: `try ${text}`,
            place: { file: `${text}.yaml`, line: 1, column: 2, source: text },
            others: [],
          });
          expectHarmless(errorText(error, style));
        }
        expect(colours(forPeople(plainStyle, text))).toEqual([]);
      }),
      asked,
    );
  });

  it("is the same value in JSON, and harmless as it stands there", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = jsonText({ text });
        expectHarmless(shown.replaceAll(/\\u(?:fff[ef]|d[89a-f]..)/gi, ""));
        expect(shown).not.toContain("\n");
        expect((JSON.parse(shown) as { text: string }).text).toBe(text);
        expectHarmless(
          errorLine(new GamedayError("GD-S003", text, { hint: text })).replaceAll(
            /\\u(?:fff[ef]|d[89a-f]..)/gi,
            "",
          ),
        );
      }),
      asked,
    );
  });

  it("is only a text in the live view and in plain lines, whose colours are the view's own", () => {
    const view = (text: string, tty: boolean): string => {
      const written: string[] = [];
      const shown = display(
        { isTTY: tty, columns: 120, rows: 40, write: (one) => written.push(one) },
        plan(text),
        "drill",
        tty ? { TERM: "xterm", LANG: "C.UTF-8", NO_COLOR: "1" } : { LANG: "C.UTF-8" },
      );
      for (const event of events(text).filter(
        ({ type }) => type !== "load.bin" && type !== "probe.sample",
      ))
        shown.event(event);
      shown.close();
      // What moves the cursor is the view's own: it stands at the ends of lines.
      return written
        .join("")
        .replaceAll(/\u001b\[(?:\?25[lh]|K|J|\d+A)/g, "")
        .replaceAll("\r", "");
    };
    fc.assert(
      fc.property(nasty, fc.boolean(), (text, tty) => {
        const shown = view(text, tty);
        expectHarmless(shown);
        expect(colours(shown)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it("is only a text at the end of a drill", () => {
    const { summary, report } = build(storyEvents(solved));
    fc.assert(
      fc.property(nasty, (text) => {
        expectHarmless(
          forPeople(
            colourful,
            endLines(
              {
                drill: "d",
                runFolder: "/r",
                summary,
                judgement: { verdict: "fail", reason: text },
                files: Object.keys(report),
              },
              plan(text),
              colourful,
            ).join("\n"),
          ),
        );
      }),
      asked,
    );
  });
});

describe("a text of somebody else on a page", () => {
  const reader = new MarkdownIt({ html: true, linkify: true });
  /** Tags by name with their attributes' names: what a reader's browser makes of it. */
  const tags = (html: string): readonly string[] =>
    [...html.matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s+[a-z:-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
      ([, name = "", attributes = ""]) =>
        `${name} ${[...attributes.matchAll(/([a-z:-]+)(?==|\s|$)/gi)].map(([attribute]) => attribute).join(" ")}`.trim(),
    );
  const built = (
    text: string,
  ): ReturnType<typeof buildReport> & {
    readonly page: string;
    readonly marks: readonly string[];
  } => {
    const summary = summarise(plan(text), events(text));
    const judgement = tainted(judge(plan(text), summary), text);
    const report = buildReport({ plan: plan(text), summary, judgement, reruns: [], templates });
    const page = jobSummary({
      plan: plan(text),
      summary,
      judgement,
      runFolder: `runs/${text}`,
      again: `gameday run x${text}`,
    });
    return {
      ...report,
      page,
      marks: annotationsOf(
        {
          ...judgement,
          findings: judgement.findings.map((finding) => ({ ...finding, verdict: "fail" as const })),
        },
        { file: `${text}.yaml`, text: "" },
      ).map(workflowCommand),
    };
  };
  const quiet = built("");

  it("makes no tag, no script and no handler in HTML", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const html = built(text)["postmortem.html"];
        expectPlain(html);
        expect(
          tags(html).filter((tag) =>
            /^(script|img|iframe|a|form|object|embed|link|meta|style)\b|\bon[a-z]+/.test(tag),
          ),
        ).toEqual(
          tags(quiet["postmortem.html"]).filter((tag) =>
            /^(script|img|iframe|a|form|object|embed|link|meta|style)\b|\bon[a-z]+/.test(tag),
          ),
        );
      }),
      onPages,
    );
  });

  it("makes no link, picture, mention or tag in Markdown and in a job's summary", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        for (const [markdown, before] of [
          [built(text)["postmortem.md"], quiet["postmortem.md"]],
          [built(text).page, quiet.page],
        ] as const) {
          expectPlain(markdown);
          const html = reader.render(markdown);
          expect(
            tags(html).filter((tag) => /^(a|img|script|iframe)\b|\bon[a-z]+/.test(tag)),
          ).toEqual(
            tags(reader.render(before)).filter((tag) =>
              /^(a|img|script|iframe)\b|\bon[a-z]+/.test(tag),
            ),
          );
          // Where nothing is fenced, a name with its sign would notify somebody.
          expect(
            html.replaceAll(/<pre>[^]*?<\/pre>|<code>[^]*?<\/code>/g, "").replaceAll("&#64;", "@"),
          ).not.toMatch(/(?<![\w])@[\w{]|(?<![&\w])#\d/);
        }
      }),
      onPages,
    );
  });

  it("leaves JUnit an XML that every reader takes, and annotations one line each", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const { "junit.xml": xml, marks } = built(text);
        expect(xml).toMatch(
          /^[\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u,
        );
        expect(tags(xml).map((tag) => tag.split(" ")[0])).toEqual(
          tags(quiet["junit.xml"]).map((tag) => tag.split(" ")[0]),
        );
        for (const mark of marks) expect(mark).toMatch(/^::error [^\n:]*::[^\n\u0000-\u001f]*$/);
      }),
      onPages,
    );
  });
});
