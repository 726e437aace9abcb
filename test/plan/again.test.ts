import { expect, test } from "vitest";
import { runCommand } from "../../src/plan/again.ts";
import { testPlan } from "../support/event-builder.ts";

const plan = testPlan(
  { params: { hotFactor: { default: 2 }, note: { default: "none" } } },
  { runtime: "process", params: { hotFactor: 2, note: "none" } },
);

test("what is as it would be anyway is not said", () => {
  expect(runCommand(plan)).toBe("gameday run small --seed 7f3a");
});

test("what was chosen is said, in a form that a shell takes as it is", () => {
  expect(
    runCommand({
      ...plan,
      variant: "gray",
      timeScale: 6,
      runtime: "docker",
      params: { hotFactor: 4, note: "it's late" },
    }),
  ).toBe(
    `gameday run small --variant gray --seed 7f3a --set hotFactor=4 --set "note=it's late" --time-scale 6 --runtime docker`,
  );
});

test("how it was run is said: who played, which driver, and in a pipeline", () => {
  expect(runCommand(plan, { player: "perfect", load: "k6", ci: true })).toBe(
    "gameday run small --seed 7f3a --player perfect --load k6 --ci",
  );
  expect(runCommand(plan, { player: "person", load: "builtin" })).toBe(
    "gameday run small --seed 7f3a",
  );
});

test("the same with a fix in place names the drill that it is for", () => {
  expect(runCommand(plan, { rerun: "index", of: "2026-11-21-small-7f3a" })).toBe(
    "gameday run small --rerun index --seed 7f3a --of 2026-11-21-small-7f3a",
  );
  expect(runCommand({ ...plan, rerun: "index" })).toBe(
    "gameday run small --rerun index --seed 7f3a",
  );
});

test("the command confirms again what a scenario runs on in containers, and not where that means nothing", () => {
  const named = {
    ...plan,
    scenario: { ...plan.scenario, images: { app: "somebody/app:1", k6: "grafana/k6:1.0.0" } },
  };
  expect(runCommand({ ...named, runtime: "docker" })).toBe(
    "gameday run small --seed 7f3a --allow-image somebody/app:1 --allow-image grafana/k6:1.0.0 --runtime docker",
  );
  expect(runCommand(named)).toBe("gameday run small --seed 7f3a");
});
