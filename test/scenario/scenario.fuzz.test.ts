/**
 * Scenario files gone wrong in every way: each is a scenario that can be planned, or has mistakes
 * that say where they are.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import { stream } from "../../src/kernel/random.ts";
import { describePlan } from "../../src/wording/plan.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { Capability } from "../../src/runtime/runtime.ts";
import { checkScenario } from "../../src/scenario/parse.ts";
import { fuzzRuns } from "../support/fuzz-runs.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { mutate, mutateDeep } from "./mutation.ts";
import { gremlin } from "../support/organisation.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const yamlIn = (path: string): readonly string[] =>
  readdirSync(path)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => readFileSync(`${path}${file}`, "utf8"));
const files = [
  ...yamlIn(folder("../../scenarios/")),
  ...yamlIn(folder("../fixtures/")),
  readFileSync(folder("./rich.yaml"), "utf8"),
];
const runtime = {
  name: "process",
  capabilities: new Set<Capability>(["pause", "kill", "stop", "load", "mysql"]),
};
const slowestMs = 5_000;

test(
  `${fuzzRuns(10_000)} mutated scenario files: each is planned or refused with its place, none takes long`,
  { timeout: 600_000 },
  () => {
    // Another ten thousand with each run of the full size; the same ones in the ordinary run.
    const salt = process.env["GAMEDAY_FUZZ"] === "full" ? String(Date.now()) : "";
    let planned = 0;
    for (let index = 0; index < fuzzRuns(10_000); index += 1) {
      const name = `scenario fuzz ${salt} ${index}`;
      const random = stream(name, "mutated");
      const text = (index % 3 === 0 ? mutateDeep : mutate)(random.pick(files), random);
      const began = performance.now();
      const { scenario, errors, warnings } = check(text, name);
      expect(performance.now() - began, name).toBeLessThan(slowestMs);
      expect(scenario === undefined, `${name}: either a scenario or mistakes`).toBe(
        errors.length > 0,
      );
      const lines = text.split("\n").length;
      for (const error of [...errors, ...warnings]) {
        expect(error.message, name).not.toMatch(/undefined|\[object|Infinity|NaN/);
        expect(error.place, `${name}: ${error.message}`).toMatchObject({
          file: "mutated.yaml",
          column: expect.any(Number),
        });
        expect(error.place?.line).toBeGreaterThanOrEqual(1);
        expect(error.place?.line).toBeLessThanOrEqual(lines);
      }
      if (scenario === undefined) continue;
      planned += 1;
      expectPlan(name, () =>
        makePlan({
          scenario,
          digest: name,
          seed: "7f3a",
          catalog,
          organisation: gremlin,
          runtime,
          timeScale: 1,
          params: {},
          rerun: undefined,
        }),
      );
    }
    // Neither so rough that nothing gets through, nor so gentle that nothing is refused.
    expect(planned / fuzzRuns(10_000)).toBeGreaterThan(0.01);
    expect(planned / fuzzRuns(10_000)).toBeLessThan(0.6);
  },
);

function check(text: string, name: string): ReturnType<typeof checkScenario> {
  try {
    return checkScenario(text, "mutated.yaml", catalog);
  } catch (error) {
    throw new Error(`${name} crashed the parser`, { cause: error });
  }
}

/** What was accepted can be planned and printed, or is refused in words. */
function expectPlan(name: string, plan: () => ReturnType<typeof makePlan>): void {
  try {
    expect(describePlan(plan()).join("\n"), name).not.toMatch(/undefined|\[object|NaN/);
  } catch (error) {
    if (!(error instanceof GamedayError))
      throw new Error(`${name} was accepted and could not be planned`, { cause: error });
  }
}
