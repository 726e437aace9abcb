import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { stream } from "../../src/kernel/random.ts";
import { checkScenario } from "../../src/scenario/parse.ts";
import { catalog } from "./catalog-fixture.ts";
import { mutate, mutateDeep } from "./mutation.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const shipped = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = [...readdirSync(shipped).filter((file) => file.endsWith(".yaml")).map((file) => `${shipped}${file}`), `${here}rich.yaml`, `${here}smallest.yaml`].map((file) => readFileSync(file, "utf8"));

it("1,000 mutated scenario files: none crashes the parser, each that is rejected says where", { timeout: 120_000 }, () => {
  let rejected = 0;
  for (let index = 0; index < 1_000; index += 1) {
    const random = stream("mutated scenarios", String(index));
    const text = (index % 2 === 0 ? mutate : mutateDeep)(random.pick(files), random);
    const { scenario, errors, warnings } = checkScenario(text, "mutated.yaml", catalog);
    expect(scenario === undefined, `file ${index} is either a scenario or has errors`).toBe(errors.length > 0);
    const lines = text.split("\n").length;
    for (const error of [...errors, ...warnings]) {
      expect(error.message, `file ${index}`).not.toMatch(/undefined|\[object|Infinity/);
      expect(error.place?.file, `file ${index}: ${error.message}`).toBe("mutated.yaml");
      expect(error.place?.line).toBeGreaterThanOrEqual(1);
      expect(error.place?.line).toBeLessThanOrEqual(lines);
      expect(error.place?.column).toBeGreaterThanOrEqual(1);
    }
    if (errors.length > 0) rejected += 1;
  }
  expect(rejected, "the mutations are rough enough to mean something").toBeGreaterThan(700);
});
