/**
 * Text that other people and other programs wrote, made safe to show: on a terminal, on a page,
 * in Markdown, in XML, in the log of a CI. The one place that knows what must be removed; code that
 * shows something calls it right before output.
 */
/* oxlint-disable no-control-regex -- control characters are what this file is about. */

/**
 * Whole control sequences (ECMA-48), begun by ESC or by one C1 character. What is not closed ends
 * with its line.
 */
const sequences = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?`, // CSI: colours, cursor
    // OSC (titles, hyperlinks, clipboard), DCS, SOS, PM, APC
    String.raw`(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n\r]*(?:\u0007|\u001b\\|\u009c)?`,
    String.raw`\u001b[ -/]*[0-~]?`, // all others: charsets, resets, keypads
  ].join("|"),
  "g",
);
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** What XML 1.0 has no way to write, not even as an entity. Lone surrogates become U+FFFD. */
const notInXml = /[\ufffe\uffff]/g;

/**
 * The text without control sequences, control characters, signs that turn the reading direction,
 * and what no XML can hold. Lines end in `\n`.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(sequences, "")
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(controls, "")
    .replaceAll(bidirectional, "")
    .replaceAll(notInXml, "")
    .toWellFormed();
}

/** The same on one line. */
export function plainLine(text: string): string {
  return inOneLine(plainText(text));
}

/** Lines, less the space around them and the empty ones, as one. */
export function inOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** Plain text for every string of a value, keys included. */
export function plainTexts<T>(value: T): T {
  if (typeof value === "string") return plainText(value) as T;
  if (Array.isArray(value)) return value.map(plainTexts) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [plainText(key), plainTexts(inner)]),
  ) as T;
}

/**
 * Text in which no CI finds a command: `::error …::` at the start of a line and `##[group]`
 * anywhere (GitHub), `##vso[…]` (Azure), `##teamcity[…]`. A space parts the signs that they begin
 * with.
 */
export function withoutCiCommands(text: string): string {
  return text
    .replaceAll(/^([^\S\n]*):(?=:[^\n]*::)/gm, "$1: ")
    .replaceAll(/##(?=[a-z]*\[)/gi, "# #");
}

/**
 * Text that notifies no one where Markdown turns names into mentions and numbers into references:
 * a zero-width space follows the sign.
 */
export function withoutMentions(text: string): string {
  return text
    .replaceAll(/(?<![A-Za-z0-9])@(?=[\w{])/g, "@\u200b")
    .replaceAll(/#(?=\d)/g, "#\u200b");
}

/**
 * Text in which a Markdown reader finds no address to link by itself: a zero-width space follows
 * the signs that make one.
 */
export function withoutLinks(text: string): string {
  return text
    .replaceAll(/\b(https?|ftp|mailto|xmpp):/gi, "$1:\u200b")
    .replaceAll(/\bwww\.(?=\S)/gi, (found) => `${found.slice(0, -1)}\u200b.`)
    .replaceAll(/(?<=[\w.+-])@(?=[\w-])/g, "@\u200b");
}
