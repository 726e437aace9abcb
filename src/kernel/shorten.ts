import { plainText } from "./plain-text.ts";

/**
 * A text of at most so many characters, with a sign where the rest is missing. Never half a
 * character.
 */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/**
 * A foreign value, short enough for a sentence; JSON may be nested deeper than it can be
 * written again.
 */
export function shown(value: unknown): string {
  try {
    return shorten(plainText(JSON.stringify(value) ?? String(value)), 81);
  } catch {
    return "something too deep to show";
  }
}
