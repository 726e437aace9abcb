import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkScenario } from "../../src/scenario/parse.ts";
import { dashboardsOf, shownText } from "../../src/plan/dashboards.ts";
import { catalog } from "../support/catalog-fixture.ts";

const smallest = readFileSync(new URL("smallest.yaml", import.meta.url), "utf8");
const signals =
  "signals: {up: {probe: http, target: api, title: is it up}, sign: {probe: http, target: api, show: false}}\n";
const check = (dashboards: string) =>
  checkScenario(`${smallest}${signals}dashboards: ${dashboards}\n`, "my.yaml", catalog);
const mistakes = (dashboards: string): string[] =>
  check(dashboards).errors.map(({ message }) => message);

describe("a dashboard in a scenario", () => {
  it("has titles of its own where it gives none", () => {
    const { scenario, errors } = check(
      "{shop: {panels: {users: {slis: [api], flows: [web]}, machine: {title: The machine, signals: [up]}}}}",
    );
    expect(errors).toEqual([]);
    expect(scenario && dashboardsOf(scenario)).toMatchObject([
      {
        id: "shop",
        title: "shop",
        panels: [
          {
            title: "users",
            show: "success",
            lines: [
              { key: "sli api", objective: 99.5 },
              { key: "flow web", flows: ["web"] },
            ],
          },
          { title: "The machine", lines: [{ signal: "up", name: "is it up" }] },
        ],
      },
    ]);
  });

  it("names only what is there", () => {
    expect(
      mistakes("{shop: {panels: {users: {slis: [apii], flows: [wep], signals: [upp]}}}}"),
    ).toEqual(['unknown SLI "apii"', 'unknown flow "wep"', 'unknown signal "upp"']);
  });

  it("does not show a flow that a fault adds", () => {
    expect(mistakes("{shop: {panels: {users: {flows: [freeze]}}}}")).toEqual([
      'unknown flow "freeze"',
    ]);
  });

  it("shows something, in one unit, and no sign of the answer", () => {
    expect(
      mistakes(
        "{shop: {panels: {none: {}, both: {slis: [api], signals: [up]}, told: {signals: [sign]}}}}",
      ),
    ).toEqual([
      'the panel "none" shows nothing',
      'the panel "both" mixes requests and signals',
      'the signal "sign" is only for judging: on a dashboard it would give the answer away',
    ]);
  });

  it("warns of more panels than anybody reads", () => {
    const panels = Array.from({ length: 13 }, (_, i) => `p${i}: {slis: [api]}`).join(", ");
    const { errors, warnings } = check(`{shop: {panels: {${panels}}}}`);
    expect(errors).toEqual([]);
    expect(warnings.map(({ message }) => message)).toContain(
      "13 panels are too many to read under pressure",
    );
  });
});

it("a GTID set is told by the first digits of its servers", () => {
  expect(
    shownText("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-23,\n4f22fa47-71ca-11e1-9e33-c80aa9429562:7"),
  ).toBe("3e11fa47:1-23, 4f22fa47:7");
  expect(shownText("0-1-23")).toBe("0-1-23");
});
