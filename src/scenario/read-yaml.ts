/**
 * YAML → plain values and the place of each. Scenario files come from strangers: size, depth,
 * aliases and the number of values are bounded, keys are looked up in linear time, and nothing but
 * plain values comes out.
 */
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  parseDocument,
  type Alias,
  type Node,
  type Pair,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import type { GamedayError } from "../kernel/error.ts";
import { Source } from "./source.ts";
import { quoted } from "./mistake.ts";

const maxBytes = 1024 * 1024;
const maxDepth = 64;
const maxAliases = 100;
const maxValues = 100_000;

export interface ReadYaml {
  /** Plain data; undefined when the text is no YAML. */
  readonly value: unknown;
  readonly root: Node | undefined;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly errors: readonly GamedayError[];
}

const hints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  MULTIPLE_DOCS: 'put each in its own file; "---" starts another document',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes',
  BAD_INDENT: "check the indentation, and look for unclosed brackets",
  MISSING_CHAR: "look for an unclosed quote or bracket",
};

/** What a file is called in messages, and what to start one from. */
export interface FileWords {
  readonly what: string;
  readonly start: string;
}

const ofScenario: FileWords = {
  what: "a scenario",
  start: "start from a working one: gameday scenario show hot-mysql",
};

/** Reads a file's text. Values are there even beside errors such as a key given twice. */
export function readYaml(source: Source, words = ofScenario): ReadYaml {
  const nothing = { value: undefined, root: undefined, targets: new Map<Alias, Node>() };
  if (source.text.length > maxBytes)
    return {
      ...nothing,
      errors: [
        source.error(
          "GD-S002",
          "the file is larger than 1 MiB",
          0,
          1,
          `${words.what} is a few hundred lines; move data to separate files`,
        ),
      ],
    };
  // The library's own check for unique keys takes a minute for 50,000 of them; ours is below.
  const document = parseDocument(source.text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
    stringKeys: true,
  });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    return {
      ...nothing,
      errors: firstPerLine(broken.map((error) => syntaxError(source, error, words))),
    };
  const root = document.contents as Node | null;
  if (root === null || (isScalar(root) && root.value === null))
    return {
      ...nothing,
      errors: [source.error("GD-S002", "the file is empty", 0, 1, words.start)],
    };
  const reader = new Reader(source);
  const value = reader.plain(root, 0);
  return {
    value: reader.fatal ? undefined : value,
    root,
    targets: reader.targets,
    errors: reader.errors,
  };
}

function syntaxError(
  source: Source,
  { code, message, pos }: YAMLError,
  words: FileWords,
): GamedayError {
  const told = syntaxText(source, code, message, words);
  return source.error("GD-S002", told, pos[0], pos[1], hints[code]);
}

function syntaxText(
  { text }: Source,
  code: YAMLError["code"],
  message: string,
  { what }: FileWords,
): string {
  if (code === "RESOURCE_EXHAUSTION") return "this is nested too deeply";
  if (code !== "MULTIPLE_DOCS") return `not readable YAML: ${message}`;
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" });
  return `${what} is one YAML document; this file has ${documents.length}`;
}

/**
 * Names that every JavaScript object has already: with one of them a part would vanish, or seem to
 * be there.
 */
const taken: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * `<<: *other`, YAML's merge key: the other map's entries apply here too, unless they are given
 * here.
 */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

/** One slip makes the parser complain many times; the first complaint on each line is enough. */
function firstPerLine(errors: readonly GamedayError[]): readonly GamedayError[] {
  const seen = new Set<number | undefined>();
  return errors.filter(({ place }) => !seen.has(place?.line) && seen.add(place?.line)).slice(0, 5);
}

class Reader {
  readonly errors: GamedayError[] = [];
  readonly targets = new Map<Alias, Node>();
  fatal = false;
  private readonly source: Source;
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private aliases = 0;
  private values = 0;

  constructor(source: Source) {
    this.source = source;
  }

  plain(node: unknown, depth: number): unknown {
    if (this.fatal) return undefined;
    this.values += 1;
    if (this.values > maxValues && isNode(node))
      return this.fail(`more than ${maxValues.toLocaleString("en")} values`, node);
    if (isAlias(node)) return this.alias(node, depth);
    if (isScalar(node)) return this.scalar(node);
    if (!isMap(node) && !isSeq(node)) return null;
    if (depth > maxDepth) return this.fail("this is nested too deeply", node);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    this.open.add(node);
    const value = isMap(node)
      ? this.map(node, depth)
      : node.items.map((item) => this.plain(item, depth + 1));
    this.open.delete(node);
    return value;
  }

  private scalar(node: Node & { value: unknown }): unknown {
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    const { value } = node;
    return typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean" ||
      value === null
      ? value
      : this.fail("only text, numbers, true, false and null are allowed here", node);
  }

  private alias(node: Alias, depth: number): unknown {
    const target = this.anchors.get(node.source);
    this.aliases += 1;
    if (target === undefined)
      return this.fail(`the anchor ${quoted(node.source)} is used before it is defined`, node);
    if (this.open.has(target))
      return this.fail(`the alias ${quoted(node.source)} contains itself`, node);
    if (this.aliases > maxAliases) return this.fail(`more than ${maxAliases} aliases`, node);
    this.targets.set(node, target);
    return this.plain(target, depth + 1);
  }

  private map(node: YAMLMap, depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    const brought = new Map<string, unknown>();
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key))
        return this.fail("a key must be plain text", node) ?? {};
      if (isMergeKey(pair.key)) {
        for (const [key, value] of this.merged(pair, depth))
          if (!brought.has(key)) brought.set(key, value);
        continue;
      }
      const key = String(pair.key.value);
      const [start, end] = pair.key.range ?? [0, 1];
      if (taken.has(key))
        this.errors.push(
          this.source.error(
            "GD-S003",
            `${quoted(key)} cannot be a name here`,
            start,
            end,
            "this name is reserved; choose another",
          ),
        );
      const value = this.plain(pair.value, depth + 1);
      if (entries.has(key))
        this.errors.push(
          this.source.error(
            "GD-S011",
            `${quoted(key)} is defined twice here`,
            start,
            end,
            "keep one of them",
          ),
        );
      else if (!taken.has(key)) entries.set(key, value);
    }
    return Object.fromEntries([...[...brought].filter(([key]) => !entries.has(key)), ...entries]);
  }

  /** What a merge key brings in: the entries of one map or of several, in their order. */
  private merged({ key, value }: Pair, depth: number): readonly (readonly [string, unknown])[] {
    const plain = this.plain(value, depth + 1);
    const all: readonly unknown[] = Array.isArray(plain) ? plain : [plain];
    if (
      all.every(
        (each): each is object => typeof each === "object" && each !== null && !Array.isArray(each),
      )
    )
      return all.flatMap((each) => Object.entries(each));
    if (isNode(key))
      this.fail(
        '"<<" can only merge maps',
        key,
        "write <<: *anchor, or <<: [*one, *other], where &anchor marks a map",
      );
    return [];
  }

  private fail(message: string, node: Node, hint?: string): undefined {
    if (this.fatal) return undefined;
    this.fatal = true;
    const [start, end] = node.range ?? [0, 1];
    this.errors.push(this.source.error("GD-S002", message, start, end, hint));
    return undefined;
  }
}
