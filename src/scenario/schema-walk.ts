/**
 * Walks a zod schema together with a value, so that a mistake can be reported in the words of the
 * one form that was meant.
 */
import type { z } from "zod";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Path } from "./mistake.ts";

export type Schema = z.core.$ZodType;

type Def = z.core.$ZodTypes["_zod"]["def"];
const defOf = (schema: Schema): Def => (schema as z.core.$ZodTypes)._zod.def;

/** The schema inside defaults, optionals, lazies and transforms. */
export function unwrap(schema: Schema): Schema {
  const def = defOf(schema);
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return unwrap(def.innerType);
    case "pipe":
      return unwrap(def.in);
    case "lazy":
      return unwrap(def.getter());
    default:
      return schema;
  }
}

/** Is this, under its defaults, exactly that schema? */
export function isThis(schema: Schema, that: Schema): boolean {
  if (schema === that) return true;
  const def = defOf(schema);
  return (
    (def.type === "optional" || def.type === "default" || def.type === "prefault") &&
    isThis(def.innerType, that)
  );
}

/** The fields of an object schema; undefined for any other. */
export function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const def = defOf(unwrap(schema));
  return def.type === "object" ? def.shape : undefined;
}

/** The names that a map may have: an object's fields, or the keys of a record that lists them. */
export function namesOf(schema: Schema): readonly string[] {
  const fields = fieldsOf(schema);
  if (fields !== undefined) return Object.keys(fields);
  const def = defOf(unwrap(schema));
  const key = def.type === "record" ? defOf(def.keyType) : undefined;
  return key?.type === "enum" ? Object.values(key.entries).map(String) : [];
}

/** The forms of a union, unions within it laid flat; undefined for any other schema. */
export function optionsOf(schema: Schema): readonly Schema[] | undefined {
  const def = defOf(unwrap(schema));
  return def.type === "union"
    ? def.options.flatMap((option) => optionsOf(option) ?? [option])
    : undefined;
}

/** Does a field of the value say which of a union's forms it is, as a component's `kind`? */
export function isTold(schema: Schema): boolean {
  return "discriminator" in defOf(unwrap(schema));
}

/** The schema of one key or index below a value; unions by the form that the value looks like. */
export function childOf(
  schema: Schema,
  segment: string | number,
  value: unknown,
): Schema | undefined {
  const inner = unwrap(schema);
  const def = defOf(inner);
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, segment) ? def.shape[segment] : undefined;
    case "record":
      return def.valueType;
    case "array":
      return def.element;
    case "union": {
      const meant = meantOption(inner, value);
      return meant === undefined ? undefined : childOf(meant, segment, value);
    }
    default:
      return undefined;
  }
}

/** The schema at a path, not unwrapped; undefined where the schema knows no such place. */
export function schemaAt(schema: Schema, path: Path, value: unknown): Schema | undefined {
  let here: Schema | undefined = schema;
  let at = value;
  for (const segment of path) {
    if (here === undefined) return undefined;
    here = childOf(here, segment, at);
    at = valueAt(at, [segment]);
  }
  return here;
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const segment of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, segment))
      return undefined;
    here = (here as Record<string | number, unknown>)[segment];
  }
  return here;
}

/** The form of a union that a value looks like; undefined when it looks like none. */
export function meantOption(union: Schema, value: unknown): Schema | undefined {
  const options = optionsOf(union) ?? [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return options.find((option) => typeName(option) === nameOfType(value));
  }
  const keys = Object.keys(value);
  const scored = options.map((option) => ({ option, score: likeness(option, value, keys) }));
  const best = scored.reduce<{ option: Schema | undefined; score: number }>(
    (top, next) => (next.score > top.score ? next : top),
    { option: undefined, score: 0 },
  );
  return best.option;
}

/**
 * How much an object looks like a form: fields that the form needs count most, then near-misses of
 * those, then others.
 */
function likeness(option: Schema, value: object, keys: readonly string[]): number {
  const fields = fieldsOf(option);
  if (fields === undefined) return defOf(unwrap(option)).type === "record" ? 1 : 0;
  const needed = neededFields(option);
  let score = 0;
  for (const key of keys) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field !== undefined && isFixed(field))
      score += fixedTo(field, valueAt(value, [key])) ? 200 : 0;
    else if (field !== undefined) score += needed.includes(key) ? 100 : 2;
    else if (didYouMean(key, needed) !== undefined) score += 50;
    else if (didYouMean(key, Object.keys(fields)) !== undefined) score += 1;
  }
  return score;
}

const isFixed = (schema: Schema): boolean => defOf(unwrap(schema)).type === "literal";
function fixedTo(schema: Schema, value: unknown): boolean {
  const def = defOf(unwrap(schema));
  return def.type === "literal" && def.values.some((each) => each === value);
}

/** Fields that a form cannot do without. */
export function neededFields(schema: Schema): readonly string[] {
  return Object.entries(fieldsOf(schema) ?? {}).flatMap(([key, field]) =>
    defOf(field).type === "optional" ||
    defOf(field).type === "default" ||
    defOf(field).type === "prefault"
      ? []
      : [key],
  );
}

/** What a schema takes, as a person says it. */
export function typeName(schema: Schema): string {
  const def = defOf(unwrap(schema));
  switch (def.type) {
    case "string":
    case "enum":
    case "literal":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
    case "record":
      return "a map";
    default:
      return def.type;
  }
}

/** What a value is, in the same words. */
export function nameOfType(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "a number" : "true or false";
}
