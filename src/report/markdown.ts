import { inOneLine, withoutLinks, withoutMentions } from "../kernel/plain-text.ts";

/** Text that is shown letter by letter in a fixed-width block: a command, an output. */
export interface Verbatim {
  readonly verbatim: string;
}

/**
 * A value for a Markdown template: every string in it escaped, every verbatim turned into a fenced
 * block.
 */
export function forMarkdown(value: unknown): unknown {
  if (typeof value === "string") return escapeMarkdown(value);
  if (Array.isArray(value)) return value.map(forMarkdown);
  if (typeof value !== "object" || value === null) return value;
  if ("verbatim" in value && typeof value.verbatim === "string")
    return { verbatim: value.verbatim === "" ? "" : fence(value.verbatim) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, forMarkdown(inner)]));
}

/**
 * Text that Markdown renders as itself, on one line: no emphasis, link, heading, list, table cell,
 * HTML, formula or mention comes of it.
 */
export function escapeMarkdown(text: string): string {
  return withoutLinks(withoutMentions(inOneLine(text)))
    .replaceAll(/[\\`*[\]|~$]/g, String.raw`\$&`)
    .replaceAll(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\_`)
    .replace(/^(?:#{1,6}(?=\s|$)|[+-](?=[\s-]|$)|=+$)/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);
}

/** A fenced block whose fence is longer than any run of backticks inside. */
export function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}text\n${text.replace(/\n+$/, "")}\n${ticks}`;
}
