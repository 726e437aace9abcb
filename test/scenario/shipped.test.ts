import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkVariants } from "../../src/scenario/parse.ts";
import { catalog } from "./catalog-fixture.ts";
import { shippedNames, shippedStacks, shippedText } from "./shipped.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = globSync("**/*.yaml", { cwd: folder });

describe("a shipped scenario", () => {
  it.each(shippedNames)("%s has nothing wrong or doubtful about it, in any variant", (name) => {
    const { errors, warnings } = checkVariants(shippedText(name), `${name}.yaml`, catalog, { stack: shippedStacks });
    expect([...errors, ...warnings].map(({ message, place }) => `${place?.file}:${place?.line} ${message}`)).toEqual([]);
  });

  it.each(files)("%s can be read in one go: below 200 lines, none of them a page wide", (file) => {
    const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThan(200);
    expect(lines.flatMap((line, index) => (line.length > 200 ? [`line ${index + 1} has ${line.length} characters`] : []))).toEqual([]);
  });

  it.each(files)("%s says where its schema is, so that editors help", (file) => {
    const [first = ""] = readFileSync(join(folder, file), "utf8").split("\n");
    expect(first).toBe(`# yaml-language-server: $schema=${"../".repeat(file.split("/").length)}schemas/scenario.schema.json`);
  });
});
