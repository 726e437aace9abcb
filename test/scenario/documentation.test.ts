import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";
import { catalog } from "./catalog-fixture.ts";

it("the scenario in docs/adding-a-scenario.md is the smallest one, and valid", () => {
  const text = readFileSync(new URL("../../docs/adding-a-scenario.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/```yaml\n([^]*?)```/g)].map(([, block = ""]) => block);
  expect(blocks).toEqual([readFileSync(new URL("smallest.yaml", import.meta.url), "utf8")]);
  for (const block of blocks) expect(parseScenario(block, "documentation.yaml", catalog).kind).toBe("Test");
});
