import { describe, expect, test } from "vitest";
import { findPaths } from "../../src/app/paths.ts";
import { scenarioData } from "../../src/app/show-scenario.ts";
import { loadScenario, shippedScenarios } from "../../src/app/load-scenario.ts";
import { answers } from "../../src/scenario/show.ts";

const paths = findPaths({}, "/nowhere");

describe("a scenario as data", () => {
  test.each(shippedScenarios(paths))("%s keeps back what gives the answer away", (scenario) => {
    const shown = scenarioData(paths, "/nowhere", { scenario, variant: undefined, spoilers: false });
    expect(Object.keys(shown).filter((field) => [...answers, "evidence"].includes(field))).toEqual([]);
    expect(shown).toMatchObject({ id: scenario });
  });

  test("is whole with its answers", () => {
    expect(scenarioData(paths, "/nowhere", { scenario: "hot-mysql", variant: undefined, spoilers: true })).toEqual(loadScenario(paths, "hot-mysql", "/nowhere").scenario);
  });
});
