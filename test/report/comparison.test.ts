import { describe, expect, it } from "vitest";
import { summarise } from "../../src/metrics/summary.ts";
import { comparisonPage, type ComparedDrill } from "../../src/report/comparison/comparison.ts";
import { judge } from "../../src/verdict/judge.ts";
import { stamp } from "../support/event-builder.ts";
import { templates, testPlan } from "../support/build-report.ts";
import { fastFrogPlan, heldEvents, open, solved, storyEvents } from "../support/fast-frog.ts";

function drill(events = storyEvents(solved), plan = fastFrogPlan): ComparedDrill {
  const summary = summarise(plan, stamp(events, false));
  return { plan, summary: { ...summary, judgement: judge(plan, summary) } };
}

const page = (first: ComparedDrill, second: ComparedDrill): string =>
  comparisonPage(first, second, templates);
const faster = drill(storyEvents({ ...solved, contained: 200 }));

describe("the page of two runs", () => {
  it("is one file that loads nothing", () => {
    const html = page(drill(), faster);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<link|src=|url\((?!#)/);
  });

  it("draws both runs of each service on one time axis, and names them where their lines end", () => {
    const html = page(drill(), faster);
    const chart = html.slice(html.indexOf('<svg id="overlay"'), html.indexOf("</svg>"));
    expect(chart.match(/<g class="series series-1">/g)).toHaveLength(2);
    expect(chart.match(/<g class="series series-2">/g)).toHaveLength(2);
    expect(chart.match(/minutes from the fault/g)).toHaveLength(1);
    expect(chart).toContain(">first<");
    expect(chart).toMatch(
      /<desc [^>]+>Users were affected for 5 m 39 s in the first run and 2 m 42 s in the second\./,
    );
  });

  it("says in one sentence what came of it", () => {
    expect(page(drill(), faster)).toContain(
      "The second run restored service 2 m 57 s faster than the first",
    );
    expect(page(drill(), drill(storyEvents(open)))).toContain(
      "Service was restored after 5 m 47 s in the first run, and never in the second.",
    );
    expect(page(drill(), drill(heldEvents("index"), testPlan))).toContain(
      "in the first run and not at all in the second.",
    );
  });

  it("says of runs that cannot be compared why not, and gives no direction", () => {
    const other = drill(storyEvents(open));
    const cut: ComparedDrill = {
      ...other,
      summary: { ...other.summary, judgement: { verdict: "unknown", reason: "it was cut short" } },
    };
    const html = page(drill(), cut);
    expect(html).toContain(
      "The two runs cannot be compared: the verdict of the second is unknown.",
    );
    expect(html).not.toMatch(/\b(better|worse|sooner|later)\b/);
  });

  it("says of a proven fix nothing that sounds worse", () => {
    expect(page(drill(), drill(heldEvents("index"), testPlan))).not.toMatch(/\bworse\b|>never</);
  });

  it("says what is not the same, and what makes the two incomparable", () => {
    const html = page(drill(), drill(heldEvents("index"), testPlan));
    expect(html).toContain("A drill and a Test: Drill and Test with index in place.");
    expect(html).not.toContain("These two runs are not comparable");
    const other = drill();
    const scaled: ComparedDrill = {
      ...other,
      summary: { ...other.summary, drill: { ...other.summary.drill, timeScale: 6 } },
    };
    expect(page(drill(), scaled)).toContain("Two time scales: 1x and 6x.");
  });

  it("shows what people wrote as text, never as markup", () => {
    const other = drill();
    const told: ComparedDrill = {
      ...other,
      summary: {
        ...other.summary,
        judgement: { verdict: "pass", reason: "<img src=x onerror=alert(1)>" },
      },
    };
    expect(page(told, other)).toContain("&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;");
  });

  it("gives the same bytes for the same runs", () => {
    expect(page(drill(), faster)).toBe(page(drill(), faster));
  });
});
