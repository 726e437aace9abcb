/** What a list shows of a scenario. */
export interface Heading {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly difficulty: number;
  /** Names of its variants, the default one first. */
  readonly variants: readonly string[];
}

/**
 * Reads a scenario's heading from its top-level lines without loading the YAML and schema
 * libraries, which would cost a list more than all its work. A test holds it against the real
 * parser for every shipped file.
 */
export function readHeading(text: string): Heading {
  const field = (name: string): string | undefined => {
    const [, raw] = new RegExp(`^${name}:[ \\t]+(.+?)[ \\t]*$`, "m").exec(text) ?? [];
    if (raw === undefined) return undefined;
    const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')/.exec(raw) ?? [];
    return (
      double?.replaceAll(/\\(.)/g, "$1") ??
      single?.replaceAll("''", "'") ??
      raw.replace(/\s+#.*$/, "")
    );
  };
  return {
    id: field("id") ?? "",
    title: field("title") ?? "",
    kind: field("kind") ?? "",
    difficulty: Number(field("difficulty") ?? 2),
    variants: variantsIn(text),
  };
}

/** The keys one level below `variants:`, where it is written as a block. */
function variantsIn(text: string): readonly string[] {
  const [, block = ""] =
    /^variants:[ \t]*(?:#.*)?\n((?:(?:[ \t]+.*|[ \t]*#.*|)\n?)*)/m.exec(text) ?? [];
  const indent = /^([ \t]+)[^\s#]/m.exec(block)?.[1] ?? " ";
  return [...block.matchAll(new RegExp(`^${indent}([a-z][a-z0-9-]*):`, "gm"))].map(
    ([, name = ""]) => name,
  );
}
