import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { stream } from "../../src/kernel/random.ts";
import { checkScenario, checkVariants } from "../../src/scenario/parse.ts";
import type { StackReader } from "../../src/scenario/sheets.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { mutate, mutateDeep } from "./mutation.ts";
import { shippedNames, shippedStacks, shippedText } from "../support/shipped-scenarios.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const yaml = readdirSync(here)
  .filter((file) => file.endsWith(".yaml") && !file.startsWith("mistakes"))
  .map((file) => readFileSync(`${here}${file}`, "utf8"));
const files = [...shippedNames.map(shippedText), ...yaml];

it(
  "500 mutated scenario, stack and variant files: none crashes the parser, each that is rejected says where",
  { timeout: 120_000 },
  () => {
    let rejected = 0;
    for (let index = 0; index < 500; index += 1) {
      const random = stream("mutated scenarios", String(index));
      const change = index % 2 === 0 ? mutate : mutateDeep;
      const sound = random.pick(files);
      const known = new Map<string, string>();
      // Every third time it is the stack or a variant's file that is wrong, when there is one.
      const ofStack = index % 3 === 0 && sound.includes("\nextends:");
      const text = ofStack ? sound : change(sound, random);
      known.set("mutated.yaml", text);
      const stack: StackReader = (name) => {
        const found = shippedStacks(name);
        if ("known" in found) return found;
        const read = ofStack ? change(found.text, random) : found.text;
        known.set(found.file, read);
        return { ...found, text: read };
      };
      // Looking at every variant takes as many times as long as there are.
      const { scenario, errors, warnings } = (index % 10 === 0 ? checkVariants : checkScenario)(
        text,
        "mutated.yaml",
        catalog,
        { stack },
      );
      expect(scenario === undefined, `file ${index} is either a scenario or has errors`).toBe(
        errors.length > 0,
      );
      for (const error of [...errors, ...warnings]) {
        expect(error.message, `file ${index}`).not.toMatch(/undefined|\[object|Infinity/);
        const lines = known.get(error.place?.file ?? "")?.split("\n").length;
        expect(lines, `file ${index}: ${error.message}`).toBeDefined();
        expect(error.place?.line).toBeGreaterThanOrEqual(1);
        expect(error.place?.line).toBeLessThanOrEqual(lines ?? 0);
        expect(error.place?.column).toBeGreaterThanOrEqual(1);
      }
      if (errors.length > 0) rejected += 1;
    }
    expect(rejected, "the mutations are rough enough to mean something").toBeGreaterThan(350);
  },
);
