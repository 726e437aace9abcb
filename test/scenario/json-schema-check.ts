type Json = Record<string, unknown>;

const isMap = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/**
 * Where a value does not fit a JSON Schema, by the keywords that ours use; a keyword that is not
 * known here is an error.
 */
export function misfits(
  root: Json,
  value: unknown,
  schema: unknown = root,
  at = "",
): readonly string[] {
  if (schema === true || schema === undefined) return [];
  if (!isMap(schema)) return [`${at}: nothing is allowed here`];
  return Object.entries(schema).flatMap(
    ([keyword, wanted]) =>
      keywords[keyword]?.({ root, value, schema, wanted, at }) ?? refuse(keyword),
  );
}

interface Asked {
  readonly root: Json;
  readonly value: unknown;
  readonly schema: Json;
  readonly wanted: unknown;
  readonly at: string;
}

const fits = (root: Json, value: unknown, schema: unknown): boolean =>
  misfits(root, value, schema).length === 0;
const when = (wrong: boolean, at: string, keyword: string): readonly string[] =>
  wrong ? [`${at}: ${keyword}`] : [];
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const nothing = (): readonly string[] => [];
const refuse = (keyword: string): never => {
  throw new Error(`the check does not know the keyword ${keyword}`);
};

const keywords: Readonly<Record<string, (asked: Asked) => readonly string[]>> = {
  $schema: nothing,
  $id: nothing,
  title: nothing,
  description: nothing,
  default: nothing,
  $defs: nothing,
  id: nothing,
  then: nothing,
  else: nothing,
  format: nothing,
  $ref: ({ root, value, wanted, at }) =>
    misfits(
      root,
      value,
      String(wanted)
        .slice(2)
        .split("/")
        .reduce<unknown>((here, key) => (isMap(here) ? here[key] : undefined), root),
      at,
    ),
  type: ({ value, wanted, at }) =>
    when(
      ![wanted]
        .flat()
        .some((type) => type === typeOf(value) || (type === "integer" && Number.isInteger(value))),
      at,
      `must be ${String(wanted)}`,
    ),
  const: ({ value, wanted, at }) => when(value !== wanted, at, `must be ${String(wanted)}`),
  enum: ({ value, wanted, at }) => when(!list(wanted).includes(value), at, "must be one of some"),
  pattern: ({ value, wanted, at }) =>
    when(
      typeof value === "string" && !new RegExp(String(wanted)).test(value),
      at,
      `must match ${String(wanted)}`,
    ),
  minLength: ({ value, wanted, at }) =>
    when(typeof value === "string" && value.length < Number(wanted), at, "is too short"),
  minItems: ({ value, wanted, at }) =>
    when(Array.isArray(value) && value.length < Number(wanted), at, "is too short"),
  maxItems: ({ value, wanted, at }) =>
    when(Array.isArray(value) && value.length > Number(wanted), at, "is too long"),
  minimum: ({ value, wanted, at }) =>
    when(typeof value === "number" && value < Number(wanted), at, "is too small"),
  maximum: ({ value, wanted, at }) =>
    when(typeof value === "number" && value > Number(wanted), at, "is too large"),
  exclusiveMinimum: ({ value, wanted, at }) =>
    when(typeof value === "number" && value <= Number(wanted), at, "is too small"),
  exclusiveMaximum: ({ value, wanted, at }) =>
    when(typeof value === "number" && value >= Number(wanted), at, "is too large"),
  required: ({ value, wanted, at }) =>
    isMap(value)
      ? list(wanted).flatMap((name) =>
          when(!Object.hasOwn(value, String(name)), at, `lacks ${String(name)}`),
        )
      : [],
  properties: ({ root, value, wanted, at }) =>
    isMap(value) && isMap(wanted)
      ? Object.entries(value).flatMap(([name, inner]) =>
          Object.hasOwn(wanted, name) ? misfits(root, inner, wanted[name], `${at}/${name}`) : [],
        )
      : [],
  additionalProperties: ({ root, value, schema, wanted, at }) =>
    isMap(value)
      ? Object.entries(value).flatMap(([name, inner]) =>
          isMap(schema["properties"]) && Object.hasOwn(schema["properties"], name)
            ? []
            : misfits(root, inner, wanted === false ? [] : wanted, `${at}/${name}`),
        )
      : [],
  propertyNames: ({ root, value, wanted, at }) =>
    isMap(value)
      ? Object.keys(value).flatMap((name) => misfits(root, name, wanted, `${at}/${name}`))
      : [],
  items: ({ root, value, wanted, at }) =>
    list(value).flatMap((inner, index) => misfits(root, inner, wanted, `${at}/${index}`)),
  anyOf: ({ root, value, wanted, at }) =>
    when(!list(wanted).some((form) => fits(root, value, form)), at, "fits no form"),
  oneOf: ({ root, value, wanted, at }) =>
    when(
      list(wanted).filter((form) => fits(root, value, form)).length !== 1,
      at,
      "fits not exactly one form",
    ),
  if: ({ root, value, schema, wanted, at }) =>
    misfits(root, value, fits(root, value, wanted) ? schema["then"] : schema["else"], at),
};
