import type { Json } from "./go-json.ts";

/** What a field may hold; the names are Go's because they appear in the messages. */
export type GoType = "string" | "bool" | "int" | "int64" | "float32" | "object" | "any";

/**
 * One struct as the original declares it: how it is called in messages, and its fields in order.
 */
export interface Shape {
  /**
   * The type that an error names when the whole value is of the wrong kind, like `toxiproxy.Proxy`.
   */
  readonly typeName: string;
  /** The text before a field's name in a message, like `Proxy.`. */
  readonly prefix: string;
  readonly fields: readonly ShapeField[];
}

export interface ShapeField {
  readonly name: string;
  readonly type: GoType;
  /** A separate prefix, for fields of an embedded struct. */
  readonly prefix?: string;
  /** The type's name in messages when it is not simply `type`. */
  readonly typeName?: string;
}

/**
 * The fields that were given and not null, by their declared name, and the first type error in Go's
 * words.
 */
export interface Decoded {
  readonly values: ReadonlyMap<string, Json>;
  readonly error: string | undefined;
}

/**
 * Checks a value against a struct. Keys match without regard to case, the last one wins, null
 * leaves the default, unknown keys are dropped.
 */
export function decodeStruct(value: Json, shape: Shape): Decoded {
  const values = new Map<string, Json>();
  if (value.kind === "null") return { values, error: undefined };
  if (value.kind !== "object")
    return {
      values,
      error: `json: cannot unmarshal ${value.kind} into Go value of type ${shape.typeName}`,
    };
  let error: string | undefined;
  for (const [key, member] of value.members) {
    const field = findField(shape, key);
    if (field === undefined || member.kind === "null") continue;
    const wrong = mismatch(member, field.type);
    if (wrong === undefined) values.set(field.name, member);
    else
      error ??= `json: cannot unmarshal ${wrong} into Go struct field ${field.prefix ?? shape.prefix}${field.name} of type ${field.typeName ?? field.type}`;
  }
  return { values, error };
}

/** A string field, or undefined when it was not given. */
export function stringOf(decoded: Decoded, name: string): string | undefined {
  const value = decoded.values.get(name);
  return value?.kind === "string" ? value.value : undefined;
}

/** A boolean field, or undefined when it was not given. */
export function boolOf(decoded: Decoded, name: string): boolean | undefined {
  const value = decoded.values.get(name);
  return value?.kind === "bool" ? value.value : undefined;
}

/**
 * A number field, or undefined when it was not given. Minus zero becomes zero, because integers
 * have no minus zero.
 */
export function numberOf(decoded: Decoded, name: string): number | undefined {
  const value = decoded.values.get(name);
  return value?.kind === "number" ? Number(value.text) + 0 : undefined;
}

function findField(shape: Shape, key: string): ShapeField | undefined {
  return (
    shape.fields.find((field) => field.name === key) ??
    shape.fields.find((field) => field.name.toLowerCase() === key.toLowerCase())
  );
}

/** What Go calls the value in its message, or undefined when it fits. */
function mismatch(value: Json, type: GoType): string | undefined {
  switch (type) {
    case "any":
      return undefined;
    case "string":
    case "bool":
    case "object":
      return value.kind === type ? undefined : value.kind;
    case "int":
    case "int64":
      if (value.kind !== "number") return value.kind;
      return isInt64(value.text) ? undefined : `number ${value.text}`;
    case "float32":
      if (value.kind !== "number") return value.kind;
      return Number.isFinite(Math.fround(Number(value.text))) ? undefined : `number ${value.text}`;
    default:
      return type satisfies never;
  }
}

const int64Max = 9_223_372_036_854_775_807n;

function isInt64(text: string): boolean {
  if (!/^-?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text);
  return value <= int64Max && value >= -int64Max - 1n;
}
