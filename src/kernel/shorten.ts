/**
 * A text of at most so many characters, with a sign where the rest is missing. Never half a
 * character.
 */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
