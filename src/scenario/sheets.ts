/** The one or two files that a scenario stands in, read; and where in them each of its values is. */
import type { GamedayError } from "../kernel/error.ts";
import { checkStack } from "./compose.ts";
import { Layers, ofSet, ofVariant, wholeFile } from "./layers.ts";
import { Locator } from "./locate.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { readYaml } from "./read-yaml.ts";
import { Source } from "./source.ts";

/** Finds a stack file by the name that a scenario gives it; when there is none, what there is instead. */
export type StackReader = (name: string) => { readonly text: string; readonly file: string } | { readonly known: readonly string[] };

export interface Sheets {
  /** The scenario file as plain data. */
  readonly own: unknown;
  /** The stack file as plain data; undefined when none is extended, or it cannot be read. */
  readonly stack: unknown;
  readonly stackText: { readonly name: string; readonly text: string } | undefined;
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

/** Reads a scenario file and the stack file that it extends. */
export function readSheets(text: string, file: string, findStack: StackReader | undefined): Sheets {
  const own = readSheet(text, file);
  const found = stackOf(own, findStack);
  const stack = "sheet" in found ? found.sheet : undefined;
  const errors = [...own.errors, ...(stack?.errors ?? []), ...("mistake" in found ? [own.locator.error(found.mistake)] : [])];
  const base = stack === undefined ? [] : [wholeFile(stack.locator)];
  return {
    own: own.value,
    stack: stack?.value,
    stackText: "text" in found ? { name: found.name, text: found.text } : undefined,
    errors,
    readable: own.value !== undefined && !("mistake" in found) && (stack === undefined || stack.value !== undefined),
    layers: (variant) => new Layers([...(variant === undefined ? [] : [ofSet(own.locator, variant), ofVariant(own.locator, variant)]), wholeFile(own.locator), ...base]),
    isStacks: (path, layers) => stack !== undefined && layers.isIn(path, stack.locator),
  };
}

function readSheet(text: string, file: string): Sheet {
  const source = new Source(text, file);
  const yaml = readYaml(source);
  return { value: yaml.value, locator: new Locator(source, yaml), errors: yaml.errors };
}

type FoundStack = { readonly sheet: Sheet; readonly name: string; readonly text: string } | { readonly mistake: Mistake } | { readonly none: true };

function stackOf({ value }: Sheet, find: StackReader | undefined): FoundStack {
  const name: unknown = typeof value === "object" && value !== null && "extends" in value ? value.extends : undefined;
  if (name === undefined) return { none: true };
  const path = ["extends"];
  if (typeof name !== "string" || name === "") return { mistake: { code: "GD-S003", path, message: "extends must be the name of a stack file", hint: "extends: stacks/shop.yaml" } };
  if (/^([/\\~]|[A-Za-z]:)/.test(name) || name.split(/[/\\]/).includes("..")) return { mistake: { code: "GD-S003", path, message: `${quoted(name)} is outside of the scenario's folder`, hint: "a stack file stands beside the scenario, or comes with Gameday" } };
  const found = find?.(name) ?? { known: [] };
  if ("known" in found) return { mistake: { code: "GD-S001", path, message: `no stack file ${quoted(name)} beside the scenario, and none that comes with Gameday`, hint: nameHint(name, found.known, "stack files") } };
  const sheet = readSheet(found.text, found.file);
  const wrong = sheet.value === undefined ? [] : checkStack(sheet.value).map((mistake) => sheet.locator.error(mistake));
  return { sheet: { ...sheet, errors: [...sheet.errors, ...wrong] }, name, text: found.text };
}
