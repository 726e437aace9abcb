import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { regionsEvents, regionsPlan } from "../support/two-regions.ts";
import { stories, templates } from "../support/build-report.ts";
import { buildReport } from "../../src/report/report.ts";
import { judge } from "../../src/verdict/judge.ts";

const told = stories["a drill with dashboards"]?.().report;
const html = told?.["postmortem.html"] ?? "";
const markdown = told?.["postmortem.md"] ?? "";

function reportOn(plan: Plan): string {
  const summary = summarise(plan, regionsEvents());
  return buildReport({ plan, summary, judgement: judge(plan, summary), templates })[
    "postmortem.html"
  ];
}

describe("the dashboards of a report", () => {
  it("are those that the scenario declares, in its order and with its titles", () => {
    const section = html.slice(
      html.indexOf('<section id="dashboards"'),
      html.indexOf('<section id="timeline"'),
    );
    expect([...section.matchAll(/<h3>(.+?)<\/h3>/g)].map(([, title]) => title)).toEqual([
      "Regions",
      "Database",
      "Limiter",
    ]);
    expect(
      [...section.matchAll(/<title id="panel-[^"]+-title">(.+?)<\/title>/g)].map(
        ([, title]) => title,
      ),
    ).toEqual([
      "success",
      "latency",
      "refused by the limiter",
      "replication",
      "replication",
      "ledger",
      "decisions by customer",
    ]);
  });

  it("show regions apart from each other, with the objective of the service that both make up", () => {
    expect(markdown).toContain("| success: www | % good | 100 | 42 | 100 |");
    expect(markdown).toContain("| success: web-a | % good | 100 | 0 | 100 |");
    expect(markdown).toContain("| latency: web-b | ms, 99th percentile | 42 | 380 | 55 |");
    expect(html).toContain("% good, objective 99.5 %");
  });

  it("draw words that change now and then, and tell of those that change all the time", () => {
    expect(markdown).toContain(
      "GTID set of db-b changed 209 times; at the end it was 3e11fa47:1-10360.",
    );
    expect(markdown).toContain("| replication: primary |  | db-a | – | db-b |");
    expect(html).toMatch(/panel-database-replication-words[\s\S]*?>db-a<[\s\S]*?>db-b</);
  });

  it("show the largest keys of a signal that has keys, as many as were asked for", () => {
    expect(
      [...markdown.matchAll(/\| decisions by customer: (\w+) \| \/s/g)].map(([, key]) => key),
    ).toEqual(["acme", "bolt", "crow"]);
    expect(markdown).toContain("2 more lines (/s) are not drawn.");
  });

  it("have a text alternative for each chart", () => {
    expect(html).toContain(
      '<desc id="panel-regions-success-1-text">www: down to 42 %, web-a: down to 0 % and web-b: down to 84 %.</desc>',
    );
  });

  it("never show a signal that is for judging alone", () => {
    expect(html).not.toContain("a sign of the answer");
  });

  it("are left out where none is declared: then the signals stand beside the large chart", () => {
    const without = reportOn({
      ...regionsPlan,
      scenario: { ...regionsPlan.scenario, dashboards: {} },
    });
    expect(without).not.toContain('id="dashboards"');
    expect(without).toContain('id="signal-lag"');
    expect(html).not.toContain('id="signal-lag"');
  });

  it("of a plan from before there were dashboards are left out too", () => {
    const { dashboards: _, ...older } = regionsPlan.scenario;
    expect(reportOn({ ...regionsPlan, scenario: older as Plan["scenario"] })).toContain(
      'id="signal-lag"',
    );
  });
});
