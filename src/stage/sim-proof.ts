import type { Accept } from "../plan/plan.ts";

/** What a simulated look prints when the system shows what a question asks for. */
export function simProof(accept: Accept): string {
  if ("any" in accept) return simProof(accept.any[0] ?? { text: "" });
  if ("all" in accept) return accept.all.map(simProof).join("\n");
  if ("text" in accept) return textFor(accept.text);
  if ("matches" in accept) return textFor(accept.matches);
  if ("column" in accept) return `${accept.column}\tn\n${String(accept.equals)}\t100`;
  if ("share" in accept) {
    const { of, is, where } = accept.share;
    return table([...(where === undefined ? [] : [where]), { name: of, is }], 100);
  }
  if ("even" in accept) {
    const { over, parts = 2, where } = accept.even;
    return Array.from({ length: parts }, (_, index) =>
      table([...(where === undefined ? [] : [where]), { name: over, is: `part-${index}` }], 25),
    ).join("\n");
  }
  if ("value" in accept) {
    const { name, of } = accept.value;
    return JSON.stringify({
      [nameOf(name)]: valueFor(accept.value),
      ...(of === undefined ? {} : { of }),
    });
  }
  if ("count" in accept)
    return Array.from({ length: Math.max(1, Number(valueFor(accept.count))) }, () =>
      textFor(accept.count.of),
    ).join("\n");
  return JSON.stringify({ [accept.number ?? "value"]: valueFor(accept) });
}

interface Wanted {
  readonly is?: unknown;
  readonly above?: unknown;
  readonly below?: unknown;
  readonly atLeast?: unknown;
  readonly atMost?: unknown;
}

function valueFor({ is, above, below, atLeast, atMost }: Wanted): unknown {
  if (is !== undefined) return is;
  if (above !== undefined) return Number(above) + 1;
  if (atLeast !== undefined) return Number(atLeast);
  return atMost === undefined ? Number(below ?? 1) - 1 : Number(atMost);
}

/** One row of JSON with these values, counted so often. */
function table(fields: readonly (Wanted & { readonly name: Names })[], count: number): string {
  const cells = fields.map((field) => [nameOf(field.name), valueFor(field)] as const);
  return JSON.stringify({ ...Object.fromEntries(cells), count });
}

type Names = string | readonly string[];
const nameOf = (name: Names): string => (typeof name === "string" ? name : (name[0] ?? ""));

/**
 * A text that a simple pattern matches: what may be left out is, and classes are their plainest
 * member.
 */
function textFor(pattern: string): string {
  return pattern
    .replaceAll(/\[([^\\\]])[^\]]*\]\+?/g, "$1")
    .replaceAll(/\[\\d[^\]]*\]\+?/g, "1")
    .replaceAll(/\\s[*+?]?/g, " ")
    .replaceAll(/\\d(?:[*+?]|\{\d\})?/g, "1")
    .replaceAll(/\(([^()|]*)\|[^()]*\)/g, "$1")
    .replaceAll(/(\\.|[^\\])[?*]/g, "")
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll(/^\^|\$$|(?<=.)\+/g, "");
}
