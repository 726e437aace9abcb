import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { errorLine, resultLine } from "../../src/event/result.ts";
import { toJsonSchema } from "../../src/scenario/json-schema.ts";
import { schemaFiles } from "../../scripts/schema.ts";
import { misfits } from "./json-schema-check.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const schema = toJsonSchema();
const smallest = parse(readFileSync(join(root, "test/scenario/smallest.yaml"), "utf8")) as Record<
  string,
  unknown
>;

describe("a published schema", () => {
  it.each(Object.entries(schemaFiles()))(
    "%s is what the code says; after a change: node scripts/schema.ts",
    (file, text) => {
      expect(readFileSync(new URL(`../../schemas/${file}`, import.meta.url), "utf8")).toBe(text);
    },
  );

  it("of a scenario is about files as people write them", () => {
    const { $schema, $defs } = z
      .object({
        $schema: z.string(),
        $defs: z.object({
          Scenario: z.object({
            required: z.array(z.string()),
            properties: z.record(z.string(), z.looseObject({})),
          }),
        }),
      })
      .parse(schema);
    expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect($defs.Scenario.properties["limit"]).toMatchObject({ type: "string", default: "25m" });
    expect($defs.Scenario.required).toEqual([
      "apiVersion",
      "kind",
      "id",
      "title",
      "stack",
      "load",
      "slis",
      "faults",
    ]);
  });

  const shipped = globSync("scenarios/**/*.yaml", { cwd: root });
  it.each([...shipped, "test/scenario/smallest.yaml", "test/scenario/rich.yaml"])(
    "accepts %s",
    (file) => {
      expect(misfits(schema, parse(readFileSync(join(root, file), "utf8")))).toEqual([]);
    },
  );

  it("asks of a file that extends a stack, of a variant and of a stack only what each must have", () => {
    const own = {
      apiVersion: "gameday/v1",
      kind: "Drill",
      id: "mine",
      title: "Mine",
      extends: "stacks/shop.yaml",
      stack: { api: { config: { pool: 3 } }, db: null },
    };
    expect(misfits(schema, own)).toEqual([]);
    expect(
      misfits(schema, {
        ...own,
        variants: {
          gray: {
            set: { loss: 8 },
            faults: { cut: null, slow: { with: { latency: "9ms" } } },
            mustBreak: { expect: { sli: "api", below: 9 } },
          },
        },
      }),
    ).toEqual([]);
    expect(misfits(schema, { ...own, variants: { gray: "mine/gray.yaml" } })).toEqual([]);
    expect(
      misfits(schema, {
        apiVersion: "gameday/v1",
        kind: "Variant",
        set: { loss: 8 },
        faults: { cut: null },
      }),
    ).toEqual([]);
    expect(
      misfits(schema, {
        apiVersion: "gameday/v1",
        kind: "Stack",
        stack: { api: { kind: "service", program: "shop/api" } },
      }),
    ).toEqual([]);
  });

  it.each([
    ["a field that nobody knows", { ...smallest, titel: "x" }],
    ["a missing part", { ...smallest, slis: undefined }],
    ["a component without its program", { ...smallest, stack: { api: { kind: "service" } } }],
    ["a duration without a unit", { ...smallest, limit: 30 }],
    [
      "half a condition in a variant",
      { ...smallest, variants: { gray: { mustBreak: { expect: { below: 9 } } } } },
    ],
    ["a variant that changes the id", { ...smallest, variants: { gray: { id: "other" } } }],
    ["a stack with an id", { apiVersion: "gameday/v1", kind: "Stack", id: "shop" }],
    [
      "a mistyped field below an extended part",
      {
        apiVersion: "gameday/v1",
        kind: "Drill",
        id: "mine",
        title: "Mine",
        extends: "a.yaml",
        slis: { api: { object: 9 } },
      },
    ],
  ])("refuses %s", (_, file) => {
    expect(misfits(schema, JSON.parse(JSON.stringify(file)))).not.toEqual([]);
  });
});

it("the last line of --json is a result or an error, and nothing else", () => {
  const result = {
    type: "result",
    v: 1,
    drill: "2026-11-21-hot-mysql-7f3a",
    scenario: "hot-mysql",
    seed: "7f3a",
    timeScale: 1,
    verdict: "pass",
    reason: "users were back",
    exitCode: 0,
    runFolder: "reports/runs/2026-11-21-hot-mysql-7f3a",
    durations: { contained: 347_000, declared: null },
    impact: { www: 14.1, api: 61.3 },
    residue: [],
  };
  expect(resultLine.safeParse(result).success).toBe(true);
  for (const wrong of [
    { verdict: "maybe" },
    { durations: { contained: "5 m" } },
    { exitCode: 300 },
    { extra: 1 },
  ])
    expect(resultLine.safeParse({ ...result, ...wrong }).success).toBe(false);
  expect(
    errorLine.safeParse({
      type: "error",
      v: 1,
      code: "GD-S014",
      message: 'unknown fault "puase"',
      hint: null,
    }).success,
  ).toBe(true);
  expect(
    errorLine.safeParse({ type: "error", v: 1, code: "oops", message: "", hint: null }).success,
  ).toBe(false);
});
