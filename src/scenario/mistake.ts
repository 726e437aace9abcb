import type { ErrorCode } from "../kernel/error.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { shorten } from "../kernel/shorten.ts";

/** Keys and indices from the root of the file to a value. */
export type Path = readonly (string | number)[];

/** Something wrong in a scenario, not yet tied to a line. */
export interface Mistake {
  readonly code: ErrorCode;
  readonly path: Path;
  /** Where the caret points: under the value (default) or under its key. */
  readonly at?: "key" | "value";
  /** Characters into the value's text, where one part of it is meant. */
  readonly part?: { readonly from: number; readonly length: number };
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: MistakeDetails | undefined;
}

/** What can be decided on, apart from the words. */
export type MistakeDetails =
  | { readonly is: "missing"; readonly field: string }
  /** An unknown field, and the one that was probably meant. */
  | { readonly is: "misspelt"; readonly meant: string }
  /** The right kind of value, too small or too large. */
  | { readonly is: "size" };

/** User text for messages: in quotes, one line, cut at 60 characters. */
export function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return JSON.stringify(shorten(text, 60));
}

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? "nothing")
    : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

/** The hint for a wrong name: the near one first, then what there is. One thought per line. */
export function nameHint(
  word: string,
  known: readonly string[],
  what: string,
  where = "here",
): string {
  const near = nearName(word, known);
  const shown = known.length > 20 ? [...known.slice(0, 20), "…"] : known;
  const list =
    known.length === 0 ? `there are no ${what} ${where}` : `${what} ${where}: ${shown.join(", ")}`;
  return near === undefined ? list : `did you mean "${near}"?\n${list}`;
}

/** The one of these that a word was probably meant to be. */
export function nearName(word: string, known: readonly string[]): string | undefined {
  return didYouMean(word.slice(0, 80), known);
}

/** The last name of a path, as a person says it: `counts[0]`. */
export function label(path: Path): string {
  const at = path.findLastIndex((part) => typeof part === "string");
  if (at < 0) return "the scenario";
  return `${cut(String(path[at]))}${path
    .slice(at + 1)
    .map((index) => `[${index}]`)
    .join("")}`;
}

const cut = (text: string): string => JSON.stringify(shorten(text, 60)).slice(1, -1);
