import { describe, expect, it } from "vitest";
import { htmlRenderer } from "../../src/report/render.ts";
import { sections } from "../../src/report/sections/index.ts";
import { templates } from "../support/build-report.ts";

describe("the templates", () => {
  it("are one for HTML and one for Markdown for each section, and none besides", () => {
    const own = (kind: string): string[] =>
      [...templates.keys()]
        .filter((path) => path.startsWith(`${kind}/`) && !path.includes("/partials/"))
        .map((path) => path.slice(kind.length + 1, -".hbs".length));
    const ids = sections.map(({ id }) => id).toSorted();
    expect(own("html")).toEqual(ids);
    expect(own("markdown")).toEqual(ids);
  });

  it("put nothing in raw but charts, finished sections and our own style", () => {
    const raw = [...templates]
      .filter(([path]) => !path.startsWith("markdown/"))
      .flatMap(([, text]) => text.match(/\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\}/g) ?? []);
    expect(new Set(raw)).toEqual(
      new Set([
        "{{{chart.markup}}}",
        "{{{signal.markup}}}",
        "{{{rerun.chart.markup}}}",
        "{{{css}}}",
        "{{{section.body}}}",
      ]),
    );
  });

  const render = (text: string, view: object): string =>
    htmlRenderer(
      new Map([
        ["report.css", ""],
        ["html/x.hbs", text],
      ]),
    ).section("x", view);

  it("fail loudly on a field that the view does not have", () => {
    expect(() => render("{{missing}}", {})).toThrow(/"missing" not defined/);
  });

  it("know no helper but the block helpers, and reach no prototype", () => {
    expect(() => render("{{log x}}", { x: 1 })).toThrow();
    expect(() => render("{{helper x}}", { x: 1 })).toThrow();
    expect(render("{{x.constructor}}{{x.__proto__}}{{x.toString}}", { x: {} })).toBe("");
    expect(render("{{lookup x 'constructor'}}", { x: {} })).toBe("");
  });
});
