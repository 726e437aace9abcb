/**
 * Reads the files of a scenario: its own, the stack that it extends, variants with a file each.
 * Also finds where in them each value is.
 */
import type { GamedayError } from "../kernel/error.ts";
import { checkPart, variantOf } from "./compose.ts";
import { Layers, ofSet, ofVariant, variantFile, wholeFile, type Layer } from "./layers.ts";
import { Locator } from "./locate.ts";
import { leavesFolder } from "./lint/own-folder.ts";
import { isMap } from "./merge.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { readYaml } from "./read-yaml.ts";
import { Source } from "./source.ts";

/**
 * Finds a stack or variant file by the name that a scenario gives it; when there is none, what
 * there is instead.
 */
export type StackReader = (
  name: string,
) => { readonly text: string; readonly file: string } | { readonly known: readonly string[] };

export interface Sheets {
  /** The scenario file as plain data, with its variants in place. */
  readonly own: unknown;
  /** The stack file as plain data; undefined when none is extended, or it cannot be read. */
  readonly stack: unknown;
  /** Every other file, by the name that the scenario gives it; the stack's first. */
  readonly parts: readonly {
    readonly name: string;
    readonly text: string;
    readonly kind: "Stack" | "Variant";
  }[];
  /** What is wrong with a file before it is known what it means. */
  readonly errors: readonly GamedayError[];
  /** False when something is missing without which everything else would only look wrong. */
  readonly readable: boolean;
  layers(variant: string | undefined): Layers;
  isStacks(path: Path, layers: Layers): boolean;
}

interface Sheet {
  readonly value: unknown;
  readonly locator: Locator;
  readonly errors: readonly GamedayError[];
}

/** Reads a scenario file and the files that it names. */
export function readSheets(text: string, file: string, find: StackReader | undefined): Sheets {
  const own = readSheet(text, file);
  const stackName: unknown = isMap(own.value) ? own.value["extends"] : undefined;
  const stack =
    stackName === undefined ? undefined : readPart(stackName, "Stack", ["extends"], find);
  const named =
    isMap(own.value) && isMap(own.value["variants"])
      ? Object.entries(own.value["variants"]).filter(([, value]) => typeof value === "string")
      : [];
  const variants = new Map(
    named.map(([name, value]) => [name, readPart(value, "Variant", ["variants", name], find)]),
  );
  const parts = [...(stack === undefined ? [] : [stack]), ...variants.values()];
  const base = stack?.sheet === undefined ? [] : [wholeFile(stack.sheet.locator)];
  return {
    own: withVariants(own.value, variants),
    stack: stack?.sheet?.value,
    parts: parts.flatMap(({ name, text: its, kind, sheet }) =>
      sheet === undefined ? [] : [{ name, text: its, kind }],
    ),
    errors: [
      ...own.errors,
      ...parts.flatMap(({ sheet, mistake }) => [
        ...(sheet?.errors ?? []),
        ...(mistake === undefined ? [] : [own.locator.error(mistake)]),
      ]),
    ],
    readable: own.value !== undefined && (stack === undefined || stack.sheet?.value !== undefined),
    layers: (variant) =>
      new Layers([...ofOne(variant, own, variants), wholeFile(own.locator), ...base]),
    isStacks: (path, layers) =>
      stack?.sheet !== undefined && layers.isIn(path, stack.sheet.locator),
  };
}

function ofOne(
  variant: string | undefined,
  own: Sheet,
  variants: ReadonlyMap<string, Part>,
): readonly Layer[] {
  if (variant === undefined) return [];
  const sheet = variants.get(variant)?.sheet;
  return sheet === undefined
    ? [ofSet(own.locator, variant), ofVariant(own.locator, variant)]
    : variantFile(sheet.locator, variant);
}

/**
 * A variant that cannot be read changes nothing: it is reported, and the rest of the file is
 * checked.
 */
function withVariants(own: unknown, variants: ReadonlyMap<string, Part>): unknown {
  if (variants.size === 0 || !isMap(own) || !isMap(own["variants"])) return own;
  return {
    ...own,
    variants: Object.fromEntries(
      Object.entries(own["variants"]).map(([name, value]) => [
        name,
        variants.has(name) ? (variantOf(variants.get(name)?.sheet?.value) ?? {}) : value,
      ]),
    ),
  };
}

function readSheet(text: string, file: string): Sheet {
  const source = new Source(text, file);
  const yaml = readYaml(source);
  return { value: yaml.value, locator: new Locator(source, yaml), errors: yaml.errors };
}

/** A file that the scenario names: read, or why not. */
interface Part {
  readonly name: string;
  readonly kind: "Stack" | "Variant";
  readonly text: string;
  readonly sheet: Sheet | undefined;
  readonly mistake: Mistake | undefined;
}

function readPart(
  name: unknown,
  kind: "Stack" | "Variant",
  path: Path,
  find: StackReader | undefined,
): Part {
  const what = kind.toLowerCase();
  const refused = (mistake: Omit<Mistake, "path">): Part => ({
    name: String(name),
    kind,
    text: "",
    sheet: undefined,
    mistake: { path, ...mistake },
  });
  if (typeof name !== "string" || name === "")
    return refused({
      code: "GD-S003",
      message: `${String(path.at(-1))} must be the name of a ${what} file`,
      hint: "extends: stacks/shop.yaml",
    });
  if (!/\.ya?ml$/.test(name))
    return refused({
      code: "GD-S003",
      message: `${quoted(name)} is no ${what} file: its name must end in .yaml`,
      hint: "extends: stacks/shop.yaml",
    });
  if (leavesFolder(name))
    return refused({
      code: "GD-S003",
      message: `${quoted(name)} is outside the scenario's folder`,
      hint: `a ${what} file must be beside the scenario, or ship with Gameday`,
    });
  const found = find?.(name) ?? { known: [] };
  if ("known" in found)
    return refused({
      code: "GD-S001",
      message: `no ${what} file ${quoted(name)} beside the scenario or among the shipped files`,
      ...(kind === "Stack" ? { hint: nameHint(name, found.known, "stack files") } : {}),
    });
  const sheet = readSheet(found.text, found.file);
  const wrong =
    sheet.value === undefined
      ? []
      : checkPart(sheet.value, kind).map((mistake) => sheet.locator.error(mistake));
  return {
    name,
    kind,
    text: found.text,
    sheet: { ...sheet, errors: [...sheet.errors, ...wrong] },
    mistake: undefined,
  };
}
