import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { errorLine, resultLine } from "../../src/event/result.ts";
import { toJsonSchema } from "../../src/scenario/json-schema.ts";
import { schemaFiles } from "../../scripts/schema.ts";

describe("a published schema", () => {
  it.each(Object.entries(schemaFiles()))("%s is what the code says; after a change: node scripts/schema.ts", (file, text) => {
    expect(readFileSync(new URL(`../../schemas/${file}`, import.meta.url), "utf8")).toBe(text);
  });

  it("of a scenario is about files as people write them", () => {
    const { $schema, properties, required } = z.object({ $schema: z.string(), required: z.array(z.string()), properties: z.record(z.string(), z.looseObject({ type: z.string().optional(), default: z.unknown().optional() })) }).parse(toJsonSchema());
    expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(properties["limit"]).toMatchObject({ type: "string", default: "25m" });
    expect(required).toEqual(["apiVersion", "kind", "id", "title", "stack", "load", "slis", "faults"]);
  });
});

it("the last line of --json is a result or an error, and nothing else", () => {
  const result = {
    type: "result", v: 1, drill: "2026-11-21-hot-mysql-7f3a", scenario: "hot-mysql", seed: "7f3a", timeScale: 1, verdict: "pass", reason: "users were back", exitCode: 0,
    runFolder: "reports/runs/2026-11-21-hot-mysql-7f3a", durations: { contained: 347_000, declared: null }, impact: { www: 14.1, api: 61.3 }, residue: [],
  };
  expect(resultLine.safeParse(result).success).toBe(true);
  for (const wrong of [{ verdict: "maybe" }, { durations: { contained: "5 m" } }, { exitCode: 300 }, { extra: 1 }]) expect(resultLine.safeParse({ ...result, ...wrong }).success).toBe(false);
  expect(errorLine.safeParse({ type: "error", v: 1, code: "GD-S014", message: 'unknown fault "puase"', hint: null }).success).toBe(true);
  expect(errorLine.safeParse({ type: "error", v: 1, code: "oops", message: "", hint: null }).success).toBe(false);
});
