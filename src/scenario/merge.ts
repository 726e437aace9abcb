import { fieldsOf, childOf, isTold, optionsOf, type Schema } from "./schema-walk.ts";

/**
 * Where an entry of another sort stands in for the old one whole: a fault's parameters are nothing
 * to another fault.
 */
const sortOf: Readonly<Record<string, string>> = {
  stack: "kind",
  faults: "fault",
  signals: "probe",
};

/**
 * Lays one map over another, key by key (RFC 7396): maps are merged, anything else takes the place
 * of what was there, and
 * `null` takes it away. A value with several forms, a condition or an action, is one thing and
 * never half of each.
 */
export function merge(
  base: unknown,
  over: unknown,
  schema: Schema | undefined,
  path: readonly string[] = [],
): unknown {
  if (!isMap(base) || !isMap(over)) return over;
  if (schema !== undefined && hasForms(schema)) return over;
  const sort = path.length === 2 ? sortOf[path[0] ?? ""] : undefined;
  if (
    sort !== undefined &&
    own(base, sort) !== undefined &&
    own(over, sort) !== undefined &&
    own(base, sort) !== own(over, sort)
  )
    return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (!merged.has(key)) merged.set(key, value);
    else if (value === null) merged.delete(key);
    else
      merged.set(
        key,
        merge(
          merged.get(key),
          value,
          schema === undefined ? undefined : childOf(schema, key, over),
          [...path, key],
        ),
      );
  }
  return Object.fromEntries(merged);
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const own = (map: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(map, key) ? map[key] : undefined;

const hasForms = (schema: Schema): boolean =>
  !isTold(schema) && (optionsOf(schema) ?? []).some((option) => fieldsOf(option) !== undefined);
