import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { validateScenario } from "../../src/app/scenario/load.ts";
import { findPaths } from "../../src/register/paths.ts";
import { ownFolder } from "../support/own-folder.ts";

const text = readFileSync(new URL("../../docs/adding-a-scenario.md", import.meta.url), "utf8");
const [smallest = "", ...others] = [...text.matchAll(/```yaml\n([^]*?)```/g)].map(
  ([, block = ""]) => block,
);

function validate(yaml: string): ReturnType<typeof validateScenario> {
  const folder = ownFolder();
  writeFileSync(join(folder, "mine.yaml"), yaml);
  copyFileSync(new URL("../fixtures/counter.ts", import.meta.url), join(folder, "counter.ts"));
  return validateScenario(findPaths(process.env, folder), "mine.yaml", folder);
}

it("the smallest scenario in docs/adding-a-scenario.md is valid, its files and what its programs need included", () => {
  const { scenario, warnings } = validate(smallest);
  expect({ kind: scenario.kind, warnings }).toEqual({ kind: "Test", warnings: [] });
});

it("every other example in it fits into a drill", () => {
  const drill = readFileSync(new URL("../fixtures/frozen-shop.yaml", import.meta.url), "utf8");
  expect(others.length).toBeGreaterThan(0);
  for (const block of others)
    expect(validate(`${drill.replace("limit: 2m", "limit: 20m")}${block}`).scenario.kind).toBe(
      "Drill",
    );
});

it.each([
  [
    "what a program needs",
    ", needs: [db]",
    "",
    'shop/api cannot start without a component behind it, and "needs" names none',
    "GD-S005",
    "10:3",
  ],
  [
    "a program that is not there",
    "shop/api",
    "./nosuch.js",
    'no program "./nosuch.js" in fixtures/ or beside the scenario',
    "GD-S010",
    "10:34",
  ],
  [
    "a part of a program",
    "shop/api",
    "shop/worker",
    'no program "shop/worker" in fixtures/ or beside the scenario',
    "GD-S010",
    "10:34",
  ],
  [
    "a seed that is not there",
    "shop/shop.sql",
    "shop/nosuch.sql",
    'no seed file "shop/nosuch.sql" in fixtures/ or beside the scenario',
    "GD-S010",
    "8:18",
  ],
  [
    "a script that is not there",
    "steps: [{ get: /v1/orders/1 }]",
    "script: nosuch.js",
    'no k6 script "nosuch.js" beside the scenario',
    "GD-S010",
    "13:30",
  ],
])("is refused before anything runs for %s", (_what, from, to, message, code, at) => {
  const broken = smallest.replace(from, to);
  expect(broken).not.toBe(smallest);
  expect(() => validate(broken)).toThrow(
    expect.objectContaining({
      message,
      code,
      place: expect.objectContaining({
        line: Number(at.split(":")[0]),
        column: Number(at.split(":")[1]),
      }),
    }),
  );
});
