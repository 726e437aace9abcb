import { z } from "zod";
import { scenarioSchema, type Scenario } from "./schema.ts";
import { valueAt } from "./schema-walk.ts";

const fallbacks: Readonly<Record<string, unknown>> = {
  apiVersion: "gameday/v1",
  kind: "Drill",
  id: "unnamed",
  title: "unnamed",
  stack: {},
  load: { journeys: {}, flows: {} },
  slis: {},
  faults: {},
};

type Fields = Readonly<Record<string, unknown>>;

/** What is left of a scenario; see below. */
export function recover(raw: unknown): Scenario | undefined {
  return recoverAs(scenarioSchema, raw, fallbacks);
}

/**
 * What is left of a file when everything that its schema refuses is cut away, so that the rest of
 * its mistakes can be reported in the same run. Undefined when nothing sensible is left.
 * `instead`: what stands in for a part that is missing.
 */
export function recoverAs<S extends z.core.$ZodType>(
  schema: S,
  raw: unknown,
  instead: Fields,
): z.output<S> | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return undefined;
  let left: Fields = { ...instead, ...raw };
  for (let round = 0; round < 20; round += 1) {
    const result = z.safeParse(schema, left);
    if (result.success) return result.data;
    left = cut(left, result.error.issues, instead);
  }
  return undefined;
}

function cut(value: Fields, issues: readonly z.core.$ZodIssue[], instead: Fields): Fields {
  const copy: Record<string, unknown> = structuredClone(value);
  for (const issue of issues) {
    const path = issue.path as (string | number)[];
    if (issue.code === "unrecognized_keys")
      for (const key of issue.keys) remove(copy, [...path, key]);
    else remove(copy, valueAt(value, path) === undefined ? path.slice(0, -1) : path);
  }
  return { ...instead, ...copy };
}

/**
 * Removes a key; instead of one item of a list the whole list, so that no index shifts under a
 * later mistake.
 */
function remove(root: Record<string, unknown>, path: readonly (string | number)[]): void {
  const firstIndex = path.findIndex((segment) => typeof segment === "number");
  const whole = firstIndex < 0 ? path : path.slice(0, firstIndex);
  const parent = valueAt(root, whole.slice(0, -1));
  const last = whole.at(-1);
  if (last !== undefined && typeof parent === "object" && parent !== null)
    Reflect.deleteProperty(parent, last);
}
