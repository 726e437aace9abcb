/**
 * One scenario from several files: the stack file that it extends, the scenario file over it, and
 * over both the variant to run. Each is merged over the previous one by key (`merge.ts`).
 */
import { explain } from "./explain.ts";
import { isMap, merge } from "./merge.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { scenarioSchema, variants as variantsSchema } from "./schema.ts";
import { nameOfType } from "./schema-walk.ts";

/** What a variant cannot change: it is the same scenario. */
export const unchangeable: readonly string[] = [
  "apiVersion",
  "kind",
  "id",
  "version",
  "extends",
  "variants",
];
/** What a stack file has of its own. */
const heading = ["apiVersion", "kind", "doc"];
/** What belongs to one incident, and so to no stack that several share. */
export const unshared: readonly string[] = [
  "id",
  "title",
  "summary",
  "version",
  "extends",
  "variants",
  "mustBreak",
  "mustHold",
  "rootCause",
  "players",
  "hints",
  "debrief",
];

export interface Composed {
  readonly raw: unknown;
  /** What is wrong about how it is put together; paths are those of the scenario file. */
  readonly mistakes: readonly Mistake[];
}

/**
 * The titles of variants, for the person who chooses one: unlike the scenario's own title, a
 * variant's may say what breaks.
 */
export function variantTitles(own: unknown): Readonly<Record<string, string>> {
  const all = isMap(own) && isMap(own["variants"]) ? own["variants"] : {};
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, of]) =>
      isMap(of) && typeof of["title"] === "string" ? [[name, of["title"]]] : [],
    ),
  );
}

/** A variant file without what every file begins with. */
export function variantOf(raw: unknown): unknown {
  return isMap(raw)
    ? Object.fromEntries(
        Object.entries(raw).filter(([key]) => key !== "apiVersion" && key !== "kind"),
      )
    : raw;
}

/** The variants of a file, in its order; none when it has none or they cannot be read. */
export function variantNames(own: unknown): readonly string[] {
  return isMap(own) && isMap(own["variants"]) ? Object.keys(own["variants"]) : [];
}

/** What a variant changes, as it is written. */
export function changesOf(own: unknown, variant: string | undefined): unknown {
  return variant !== undefined && isMap(own) && isMap(own["variants"])
    ? own["variants"][variant]
    : undefined;
}

/** The whole that a variant is; `undefined` where the file has none. */
export function compose(own: unknown, stack: unknown, variant: string | undefined): Composed {
  if (!isMap(own)) return { raw: own, mistakes: [] };
  const { extends: _, variants, ...rest } = own;
  const base = isMap(stack)
    ? Object.fromEntries(
        Object.entries(stack).filter(([key]) => !heading.includes(key) && !unshared.includes(key)),
      )
    : undefined;
  const whole = base === undefined ? rest : merge(base, rest, scenarioSchema);
  const patch = changesOf(own, variant);
  const there = present(whole, variant);
  const { raw, mistakes } =
    isMap(patch) && variant !== undefined
      ? withPatch(there, patch, variant)
      : { raw: there, mistakes: [] };
  return {
    raw,
    mistakes: [
      ...(variants === undefined ? [] : explain(variantsSchema, variants, ["variants"])),
      ...mistakes,
      ...strangers(whole, variantNames(own)),
    ],
  };
}

/**
 * Entries that name the variants they are in leave all others; those that stay need not say so any
 * more.
 */
function present(whole: unknown, variant: string | undefined): unknown {
  if (!isMap(whole) || variant === undefined) return whole;
  const keep = (value: unknown): boolean =>
    !isMap(value) || !Array.isArray(value["in"]) || value["in"].includes(variant);
  const said = ([name, value]: [string, unknown]): [string, unknown] => [
    name,
    isMap(value) &&
    Array.isArray(value["in"]) &&
    value["in"].every((each) => typeof each === "string")
      ? without(value, "in")
      : value,
  ];
  const chosen = (part: unknown): unknown =>
    isMap(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([, value]) => keep(value))
            .map(said),
        )
      : part;
  return Object.fromEntries(
    Object.entries(whole).map(([key, part]) => [
      key,
      key === "load" && isMap(part)
        ? Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, chosen(inner)]))
        : chosen(part),
    ]),
  );
}

const without = (
  map: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));

function withPatch(
  whole: unknown,
  patch: Readonly<Record<string, unknown>>,
  variant: string,
): Composed {
  const { set, title: _, summary: __, ...over } = patch;
  const path = ["variants", variant];
  const stuck = Object.keys(over).filter((key) => unchangeable.includes(key));
  const mistakes = stuck.map((key): Mistake => ({
    code: "GD-S004",
    path: [...path, key],
    at: "key",
    message: `a variant cannot change ${quoted(key)}`,
    hint: "a variant is another cause of the same incident; for anything else, write a separate scenario",
  }));
  const patched = merge(
    whole,
    Object.fromEntries(Object.entries(over).filter(([key]) => !unchangeable.includes(key))),
    scenarioSchema,
  );
  if (!isMap(set) || !isMap(patched)) return { raw: patched, mistakes };
  const params = isMap(patched["params"]) ? patched["params"] : {};
  const known = Object.keys(params);
  const unknown = Object.keys(set).filter((key) => !known.includes(key));
  mistakes.push(
    ...unknown.map((key): Mistake => ({
      code: "GD-S010",
      path: [...path, "set", key],
      at: "key",
      message: `unknown parameter ${quoted(key)}`,
      hint: nameHint(key, known, "parameters"),
    })),
  );
  const values = Object.fromEntries(
    Object.entries(set)
      .filter(([key]) => known.includes(key))
      .map(([key, value]) => [key, { default: value }]),
  );
  return { raw: { ...patched, params: merge(params, values, undefined) }, mistakes };
}

/** Variants that an entry names and that the file does not have. */
function strangers(whole: unknown, known: readonly string[]): readonly Mistake[] {
  return [...entries(whole)].flatMap(({ path, value }) => {
    const named: unknown = value["in"];
    if (!Array.isArray(named)) return [];
    return named.flatMap((each: unknown, index): readonly Mistake[] =>
      typeof each !== "string" || known.includes(each)
        ? []
        : [
            {
              code: "GD-S010",
              path: [...path, "in", index],
              message: `unknown variant ${quoted(each)}`,
              hint: nameHint(each, known, "variants"),
            },
          ],
    );
  });
}

/** Every entry that may name its variants: those of the parts, and of the parts of `load`. */
function* entries(
  whole: unknown,
  path: Path = [],
): Generator<{ path: Path; value: Readonly<Record<string, unknown>> }> {
  if (!isMap(whole)) return;
  for (const [key, part] of Object.entries(whole)) {
    if (!isMap(part)) continue;
    if (path.length === 0 && key === "load") yield* entries(part, ["load"]);
    else
      for (const [name, value] of Object.entries(part))
        if (isMap(value)) yield { path: [...path, key, name], value };
  }
}

/** What is wrong with a stack or variant file by itself; paths are those of that file. */
export function checkPart(raw: unknown, kind: "Stack" | "Variant"): readonly Mistake[] {
  const what = kind.toLowerCase();
  if (!isMap(raw))
    return [
      {
        code: "GD-S003",
        path: [],
        message: `a ${what} file is a map of fields, not ${nameOfType(raw)}`,
        hint: `begin with: apiVersion: gameday/v1\nkind: ${kind}`,
      },
    ];
  const wrong = (field: string, wanted: string): readonly Mistake[] =>
    raw[field] === wanted
      ? []
      : [
          {
            code: "GD-S003",
            path: [field],
            message:
              raw[field] === undefined
                ? `a ${what} file begins with ${field}: ${wanted}`
                : `${field} must be ${wanted} in a file that scenarios ${kind === "Stack" ? "extend" : "have as a variant"}, not ${quoted(raw[field])}`,
          },
        ];
  const stray = kind === "Variant" ? [] : Object.keys(raw).filter((key) => unshared.includes(key));
  return [
    ...wrong("apiVersion", "gameday/v1"),
    ...wrong("kind", kind),
    ...stray.map((key): Mistake => ({
      code: "GD-S004",
      path: [key],
      at: "key",
      message: `${quoted(key)} belongs in the scenarios that extend this stack`,
      hint: "a stack file contains what several scenarios share",
    })),
  ];
}
