import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { GamedayError } from "../kernel/error.ts";
import type { Mistake, Path } from "./mistake.ts";
import { isMergeKey, type ReadYaml } from "./read-yaml.ts";
import type { Source } from "./source.ts";

/** Ties mistakes to the lines of a file. */
export class Locator {
  private readonly source: Source;
  private readonly yaml: Pick<ReadYaml, "root" | "targets">;

  constructor(source: Source, yaml: Pick<ReadYaml, "root" | "targets">) {
    this.source = source;
    this.yaml = yaml;
  }

  /** How many keys and indices of a path the file has. */
  depth(path: Path): number {
    let node: unknown = this.yaml.root;
    for (const [index, segment] of path.entries()) {
      const next = this.child(node, segment);
      if (next === undefined) return index;
      node = next.value;
    }
    return path.length;
  }

  error({ code, path, at, part, message, hint }: Mistake): GamedayError {
    const { key, value } = this.walk(path);
    const [start, end] = (at === "key" || value === undefined ? key : value) ??
      key ??
      value ?? [0, 1];
    const [from, to] =
      part === undefined || at === "key" ? [start, end] : this.within(start, end, part);
    return new GamedayError(code, message, {
      place: this.source.place(from, to),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /**
   * Key and value of the deepest part of the path that the file has. A value over many lines is
   * shown by its key.
   */
  private walk(path: Path): { key: Span | undefined; value: Span | undefined } {
    let node: unknown = this.yaml.root;
    let key: Span | undefined;
    for (const segment of path) {
      const next = this.child(node, segment);
      if (next === undefined) return { key: key ?? this.firstLine(), value: key };
      if (next.key !== undefined) key = next.key;
      else key = spanOf(next.value) ?? key;
      node = next.value;
    }
    const value = spanOf(node);
    if (path.length === 0) return { key: this.firstLine(), value: this.firstLine() };
    const block = (isMap(node) || isSeq(node)) && node.flow !== true;
    return { key, value: block ? undefined : value };
  }

  /**
   * What a key or index leads to: in the map itself, else in those that its merge keys bring in.
   */
  private child(of: unknown, segment: string | number): Child | undefined {
    const node = isAlias(of) ? this.yaml.targets.get(of) : of;
    if (isSeq(node)) {
      const value = typeof segment === "number" ? node.items[segment] : undefined;
      return value === undefined ? undefined : { key: undefined, value };
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find(
      ({ key }: Pair) => isScalar(key) && !isMergeKey(key) && String(key.value) === String(segment),
    );
    if (pair !== undefined) return { key: spanOf(pair.key), value: pair.value };
    for (const { key, value } of node.items) {
      if (!isMergeKey(key)) continue;
      const inner = isAlias(value) ? this.yaml.targets.get(value) : value;
      for (const each of isSeq(inner) ? inner.items : [inner]) {
        const found = this.child(each, segment);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private firstLine(): Span {
    const root = this.yaml.root;
    const first = isMap(root) ? root.items[0]?.key : root;
    return spanOf(first) ?? [0, 1];
  }

  /**
   * A part of a scalar's value, in the file: found by its text, so that quotes and folding do not
   * matter.
   */
  private within(
    start: number,
    end: number,
    { from, length }: { from: number; length: number },
  ): Span {
    const text = this.source.text.slice(start, end);
    const quote = text.startsWith('"') || text.startsWith("'") ? 1 : 0;
    if (text.includes("\n") || text.includes("\\") || from + quote + length > text.length)
      return [start, end];
    return [start + quote + from, start + quote + from + length];
  }
}

type Span = readonly [number, number];
type Child = { readonly key: Span | undefined; readonly value: unknown };

function spanOf(node: unknown): Span | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range === null || range === undefined || range[1] <= range[0]
    ? undefined
    : [range[0], range[1]];
}
