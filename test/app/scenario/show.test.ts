import { describe, expect, test } from "vitest";
import { findPaths } from "../../../src/register/paths.ts";
import { scenarioData, scenarioText } from "../../../src/app/scenario/show.ts";
import { loadScenario, shippedScenarios } from "../../../src/app/scenario/load.ts";
import { answers } from "../../../src/scenario/player-view.ts";

const paths = findPaths({}, "/nowhere");

describe("a scenario as data", () => {
  test.each(shippedScenarios(paths))("%s keeps back what gives the answer away", (scenario) => {
    const shown = scenarioData(paths, "/nowhere", {
      scenario,
      variant: undefined,
      spoilers: false,
    });
    expect(
      Object.keys(shown).filter((field) => (answers as readonly string[]).includes(field)),
    ).toEqual([]);
    expect(shown).toMatchObject({ id: scenario });
    const { scenario: whole } = loadScenario(paths, scenario, "/nowhere");
    const text = `${JSON.stringify(shown)}\n${scenarioText(paths, "/nowhere", { scenario, variant: undefined, spoilers: false })}`;
    const counted = new Set(Object.values(whole.slis).flatMap(({ counts }) => counts));
    const told = Object.values(whole.params).flatMap(({ doc }) => (doc === undefined ? [] : [doc]));
    const causes = Object.entries(whole.load.cohorts).flatMap(([name, { doc }]) =>
      Object.values(whole.load.flows).some(
        (flow) => flow.cohort === name && counted.has(flow.cohort),
      ) || doc === undefined
        ? []
        : [doc],
    );
    for (const secret of [
      ...told,
      ...causes,
      ...Object.values(whole.mitigations).map(({ title }) => title),
    ])
      expect(text).not.toContain(secret);
    for (const part of Object.values(shown.stack))
      for (const field of ["config", "seed", "variables"]) expect(part).not.toHaveProperty(field);
  });

  test("is whole with its answers", () => {
    expect(
      scenarioData(paths, "/nowhere", {
        scenario: "hot-mysql",
        variant: undefined,
        spoilers: true,
      }),
    ).toEqual(loadScenario(paths, "hot-mysql", "/nowhere").scenario);
  });
});
