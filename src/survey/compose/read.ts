import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
} from "yaml";
import { GamedayError } from "../../kernel/error.ts";
import { interpolate, type Env } from "./interpolate.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Marks a place where a file says `!reset`: what the files below have there is removed. */
export const reset = Symbol("reset");

/**
 * A value that a file marks with `!override`: it takes the place of what files below have there.
 */
export class Override {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/**
 * Aliases of aliases multiply; real files stay far below this, and what is above would only fill
 * memory.
 */
const maxAliases = 20_000;
const maxBytes = 4 * 1024 * 1024;

/**
 * The documents of a compose file, each as plain values with its variables filled in. GD-S002 when
 * it cannot be read.
 */
export function readComposeYaml(text: string, file: string, env: Env): readonly Fields[] {
  if (text.length > maxBytes) throw new GamedayError("GD-S002", `${file} is larger than 4 MiB`);
  const documents = parseAllDocuments(text, {
    merge: true,
    logLevel: "silent",
    uniqueKeys: false,
    prettyErrors: true,
  });
  return (Array.isArray(documents) ? documents : []).map((document) => {
    const [error] = document.errors;
    if (error !== undefined)
      throw new GamedayError(
        "GD-S002",
        `${file} is not readable YAML: ${error.message.split("\n")[0] ?? ""}`,
      );
    return fields(plain(document, file, env));
  });
}

function plain(document: Document, file: string, env: Env): unknown {
  const marks = markedPaths(document);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    if (error instanceof ReferenceError)
      throw new GamedayError(
        "GD-S002",
        /alias/i.test(error.message) && /excessive/i.test(error.message)
          ? `the aliases of ${file} stand for more than ${maxAliases.toLocaleString("en")} values`
          : `${file} is not readable YAML: ${error.message}`,
        { cause: error },
      );
    throw error;
  }
  let left = 500_000;
  const walk = (here: unknown, path: string): unknown => {
    left -= 1;
    if (left < 0)
      throw new GamedayError(
        "GD-S002",
        `${file} holds more than 500,000 values once its aliases are followed`,
      );
    const mark = marks.get(path);
    if (mark === "!reset") return reset;
    const inner = within(here, path);
    return mark === "!override" ? new Override(inner) : inner;
  };
  const within = (here: unknown, path: string): unknown => {
    if (typeof here === "string") return interpolate(here, env, file);
    if (Array.isArray(here)) return here.map((each, index) => walk(each, `${path}/${index}`));
    if (!isRecord(here)) return here;
    return Object.fromEntries(
      Object.entries(here).map(([key, each]) => [key, walk(each, `${path}/${key}`)]),
    );
  };
  return walk(value, "");
}

/** Where `!reset` and `!override` stand, by keys and indices from the root. */
function markedPaths(document: Document): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  visit(document, (key, node, ancestors) => {
    if (!isNode(node) || (node.tag !== "!reset" && node.tag !== "!override")) return;
    const whole = [...ancestors, node];
    const steps = whole.flatMap((each, index): readonly string[] => {
      if (isPair(each)) return [isScalar(each.key) ? String(each.key.value) : ""];
      const next = whole[index + 1];
      return isSeq(each) && isNode(next) ? [String(each.items.indexOf(next))] : [];
    });
    if (key !== "key") marks.set(steps.map((step) => `/${step}`).join(""), node.tag);
    return isMap(node) || isSeq(node) ? undefined : visit.SKIP;
  });
  return marks;
}

export function isRecord(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Override) &&
    !(value instanceof Date)
  );
}

/** The fields of a map; none for anything else. */
export function fields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** The items of a list; none for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
