/**
 * The JSON Schema (draft 2020-12) of scenario and stack files as people write them: durations are
 * text. Editors complete and check with it. A file that extends a stack, a stack and a variant hold
 * parts of what a scenario has: for them nothing is required, and an entry may be `null`.
 */
import { z } from "zod";
import { asides, more } from "./asides.ts";
import { unchangeable, unshared } from "./compose.ts";
import { isMap } from "./merge.ts";
import { scenarioSchema } from "./schema.ts";

type Json = Record<string, unknown>;

export function toJsonSchema(): Json {
  const { $schema, $defs, ...whole } = z.toJSONSchema(scenarioSchema, {
    io: "input",
    target: "draft-2020-12",
  }) as Json & { properties: Json; $defs: Json };
  const { variants: _, ...properties } = described(whole.properties);
  return {
    $schema,
    $id: "gameday/v1/scenario.schema.json",
    title: "Gameday scenario or stack, apiVersion gameday/v1",
    ...chosen,
    $defs: {
      ...$defs,
      Scenario: { ...whole, properties: { ...properties, variants } },
      ...partial(Object.keys(properties)),
      Part: {
        properties: Object.fromEntries(
          Object.entries(properties).map(([part, schema]) => [
            part,
            heading.includes(part) ? schema : orNothing(loosened(schema)),
          ]),
        ),
      },
    },
  };
}

/** Which of the definitions a file is to follow. */
const chosen: Json = {
  if: { required: ["kind"], properties: { kind: { const: "Stack" } } },
  then: { $ref: "#/$defs/Stack" },
  else: {
    if: { required: ["kind"], properties: { kind: { const: "Variant" } } },
    then: { $ref: "#/$defs/VariantFile" },
    else: {
      if: { required: ["extends"] },
      then: { $ref: "#/$defs/Extending" },
      else: { $ref: "#/$defs/Scenario" },
    },
  },
};

const heading: readonly string[] = ["apiVersion", "kind", "id", "title"];

const variants: Json = {
  description: "Several ways in which it comes about; the first runs when none is named",
  type: "object",
  propertyNames: { type: "string", pattern: "^[a-z][a-z0-9-]*$" },
  additionalProperties: {
    anyOf: [
      { $ref: "#/$defs/Variant" },
      { description: "A file of kind Variant beside the scenario", type: "string" },
    ],
  },
};

const set: Json = {
  description: "Values for parameters",
  type: "object",
  additionalProperties: { type: ["string", "number", "boolean"] },
};

/** What has only some of a scenario's parts: what extends a stack, a variant, and a stack itself. */
function partial(parts: readonly string[]): Json {
  const loose = (without: readonly string[], own: Json): Json => ({
    type: "object",
    properties: { ...refs(parts.filter((part) => !without.includes(part))), ...own },
    additionalProperties: false,
  });
  return {
    Extending: { ...loose([], { variants }), required: [...heading, "extends"] },
    Variant: loose(unchangeable, { set }),
    VariantFile: {
      ...loose(unchangeable, {
        set,
        apiVersion: { const: "gameday/v1" },
        kind: { const: "Variant" },
      }),
      required: ["apiVersion", "kind"],
    },
    Stack: {
      ...loose([...unshared, "kind"], { kind: { const: "Stack" }, doc: { type: "string" } }),
      required: ["apiVersion", "kind"],
    },
  };
}

/** Editors show a part's sentence beside it. */
function described(properties: Json): Json {
  const sentences = { ...asides, ...more };
  return Object.fromEntries(
    Object.entries(properties).map(([part, schema]) => [
      part,
      isMap(schema) && Object.hasOwn(sentences, part)
        ? { ...schema, description: sentences[part] }
        : schema,
    ]),
  );
}

const refs = (parts: readonly string[]): Json =>
  Object.fromEntries(parts.map((part) => [part, { $ref: `#/$defs/Part/properties/${part}` }]));

const orNothing = (schema: unknown): Json => ({ anyOf: [schema, { type: "null" }] });

/**
 * The same without anything that must be there. A value with several forms stays whole, but a
 * component, whose kind may stand below.
 */
export function loosened(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || "anyOf" in schema || "$ref" in schema)
    return schema;
  const { required: _, oneOf, properties, additionalProperties, ...rest } = schema as Json;
  return {
    ...rest,
    ...(Array.isArray(oneOf) ? { anyOf: oneOf.map(loosened) } : {}),
    ...(isMap(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, inner]) => [name, loosened(inner)]),
          ),
        }
      : {}),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            isMap(additionalProperties) && Object.keys(additionalProperties).length > 0
              ? orNothing(loosened(additionalProperties))
              : additionalProperties,
        }),
  };
}
