/**
 * From a file's text to a scenario that can be planned. Reports every mistake in one go, each with
 * its line.
 */
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Catalog } from "./catalog.ts";
import { checkCatalog } from "./check-catalog.ts";
import { checkExpressions } from "./check-expressions.ts";
import { changesOf, compose, variantNames, variantTitles } from "./compose.ts";
import { defaultHold } from "./default-hold.ts";
import { inOrder, key, ofSome } from "./error-list.ts";
import { explain } from "./explain.ts";
import { lint, type Doubt } from "./lint/index.ts";
import { isMap } from "./merge.ts";
import { nameOfType } from "./schema-walk.ts";
import type { Mistake } from "./mistake.ts";
import { Names } from "./names.ts";
import { recover } from "./recover.ts";
import { checkReferences } from "./references.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";
import { readSheets, type Sheets, type StackReader } from "./sheets.ts";

export interface Reading {
  /**
   * The variant to compose; the file's first when not given. GD-S010 is thrown when the file has no
   * such.
   */
  readonly variant?: string | undefined;
  /** How other files are found (default: the scenario is a single file). */
  readonly stack?: StackReader;
}

export interface CheckedScenario {
  /** With every default in place; undefined when there are errors. */
  readonly scenario: Scenario | undefined;
  /** Which one that is; undefined in a file without variants. */
  readonly variant: string | undefined;
  /** All that the file has, the one that runs by default first. */
  readonly variants: readonly string[];
  /** What they are called, where they are: not for players. */
  readonly titles: Readonly<Record<string, string>>;
  /**
   * Every other file that the scenario is made of, by the name that it gives: the stack that it
   * extends, variants with a file each.
   */
  readonly parts: readonly {
    readonly name: string;
    readonly text: string;
    readonly kind: "Stack" | "Variant";
  }[];
  /** In order of lines. */
  readonly errors: readonly GamedayError[];
  /** What runs, but hardly as meant. */
  readonly warnings: readonly GamedayError[];
}

/** A longer list helps no one; the last error says how many were left out. */
const maxErrors = 100;

/**
 * Reads a scenario, or throws one error that holds all its mistakes (in `others` when there are
 * several).
 */
export function parseScenario(
  text: string,
  file: string,
  catalog: Catalog,
  reading: Reading = {},
): Scenario {
  const { scenario, errors } = checkScenario(text, file, catalog, reading);
  if (scenario !== undefined && errors.length === 0) return scenario;
  throw inOne(errors, file);
}

/** All mistakes of a file as one error. */
export function inOne(errors: readonly GamedayError[], file: string): GamedayError {
  const [first] = errors;
  if (first === undefined) throw new Error("parse: no scenario and no mistake");
  if (errors.length === 1) return first;
  return new GamedayError("GD-S030", `${errors.length} mistakes in ${file}`, {
    others: errors,
    ...(first.place === undefined ? {} : { place: first.place }),
  });
}

/**
 * Reads one variant of a scenario and says everything that is wrong or doubtful about it. Never
 * throws for a file's sake.
 */
export function checkScenario(
  text: string,
  file: string,
  catalog: Catalog,
  reading: Reading = {},
): CheckedScenario {
  const sheets = readSheets(text, file, reading.stack);
  const variants = variantNames(sheets.own);
  const variant = choose(reading.variant, variants);
  const told = { variant, variants, titles: variantTitles(sheets.own), parts: sheets.parts };
  if (!sheets.readable)
    return { ...told, scenario: undefined, errors: inOrder(sheets.errors, file), warnings: [] };
  const { scenario, errors, warnings } = judge(sheets, variant, catalog);
  const all = inOrder([...sheets.errors, ...errors], file);
  return {
    ...told,
    scenario: all.length === 0 ? scenario : undefined,
    errors: all,
    warnings: inOrder(
      warnings.map(({ error }) => error),
      file,
    ),
  };
}

/**
 * Reports everything that is wrong or doubtful about any variant of a file. A finding of only some
 * variants names them.
 */
export function checkVariants(
  text: string,
  file: string,
  catalog: Catalog,
  reading: Omit<Reading, "variant"> = {},
): CheckedScenario {
  const sheets = readSheets(text, file, reading.stack);
  const variants = variantNames(sheets.own);
  const told = {
    variant: variants[0],
    variants,
    titles: variantTitles(sheets.own),
    parts: sheets.parts,
  };
  if (!sheets.readable)
    return { ...told, scenario: undefined, errors: inOrder(sheets.errors, file), warnings: [] };
  const found = (variants.length === 0 ? [undefined] : variants).map((variant) => ({
    variant: variant ?? "",
    ...judge(sheets, variant, catalog),
  }));
  const errors = inOrder(
    [
      ...sheets.errors,
      ...ofSome(found.map(({ variant, errors: all }) => ({ variant, told: all }))),
    ],
    file,
  );
  const idle = (doubt: GamedayError): boolean =>
    found.every((other) => other.warnings.some(({ error }) => key(error) === key(doubt)));
  const doubts = found.map(({ variant, warnings: all }) => ({
    variant,
    told: all.filter((doubt) => !doubt.idle || idle(doubt.error)).map(({ error }) => error),
  }));
  return {
    ...told,
    scenario: errors.length === 0 ? found[0]?.scenario : undefined,
    errors,
    warnings: inOrder(ofSome(doubts), file),
  };
}

function choose(wanted: string | undefined, variants: readonly string[]): string | undefined {
  if (wanted === undefined || variants.includes(wanted)) return wanted ?? variants[0];
  const near = didYouMean(wanted, variants);
  const list =
    variants.length === 0 ? "this scenario has no variants" : `variants: ${variants.join(", ")}`;
  throw new GamedayError("GD-S010", `no variant "${wanted}"`, {
    hint: near === undefined ? list : `did you mean "${near}"?\n${list}`,
  });
}

interface Judged {
  readonly scenario: Scenario | undefined;
  readonly errors: readonly GamedayError[];
  readonly warnings: readonly { readonly error: GamedayError; readonly idle: boolean }[];
}

function judge(sheets: Sheets, variant: string | undefined, catalog: Catalog): Judged {
  const layers = sheets.layers(variant);
  const kind = isMap(sheets.own) ? sheets.own["kind"] : undefined;
  if (kind === "Stack" || kind === "Variant")
    return {
      scenario: undefined,
      errors: [
        layers.error({
          code: "GD-S003",
          path: ["kind"],
          message: `this is a ${kind}, which is part of scenarios and cannot run itself`,
          hint: `it is checked with the scenarios that ${kind === "Stack" ? "extend it" : "have it as a variant"}: gameday scenario validate FILE`,
        }),
      ],
      warnings: [],
    };
  const { raw, mistakes } = compose(sheets.own, sheets.stack, variant);
  const found = check(raw, catalog, changesOf(sheets.own, variant));
  return {
    scenario: found.scenario,
    errors: [...mistakes, ...found.mistakes]
      .slice(0, maxErrors)
      .map((mistake) => layers.error(mistake)),
    // A stack may hold what only some of its scenarios use.
    warnings: found.doubts
      .filter(({ idle, path }) => idle !== true || !sheets.isStacks(path, layers))
      .map((doubt) => ({ error: layers.error(doubt), idle: doubt.idle === true })),
  };
}

function check(
  raw: unknown,
  catalog: Catalog,
  changes: unknown,
): { scenario: Scenario | undefined; mistakes: readonly Mistake[]; doubts: readonly Doubt[] } {
  if (!isMap(raw)) {
    return {
      scenario: undefined,
      mistakes: [
        {
          code: "GD-S003",
          path: [],
          message: `a scenario is a map of fields, not ${nameOfType(raw)}`,
          hint: "begin with: apiVersion: gameday/v1",
        },
      ],
      doubts: [],
    };
  }
  const refused = explain(scenarioSchema, raw);
  const scenario = recover(raw);
  if (scenario === undefined) return { scenario, mistakes: refused, doubts: [] };
  const whole = refused.length === 0;
  const names = new Names(raw, catalog);
  const loose = [
    ...checkReferences(scenario, names, catalog),
    ...checkCatalog(scenario, names, catalog),
    ...checkExpressions(raw, scenario, names, whole),
  ];
  const { errors, warnings } = lint({
    scenario,
    catalog,
    whole: whole && loose.length === 0,
    changes,
  });
  return {
    scenario: withGates(scenario),
    mistakes: [...refused, ...loose, ...errors],
    doubts: warnings,
  };
}

/** A Test holds by default; a Drill has to say what it breaks. */
function withGates(scenario: Scenario): Scenario {
  if (scenario.kind === "Drill" || scenario.mustHold !== undefined) return scenario;
  return { ...scenario, mustHold: defaultHold };
}
