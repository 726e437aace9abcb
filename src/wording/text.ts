/** Words put together into lists and sentences. */

/** `www`, `www and api`, `www, api and worker`. */
export function listed(words: readonly string[], last = "and"): string {
  return words.length <= 1
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
}

/** A text inside a sentence; names and abbreviations keep their capitals. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z'’]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** A text with one full stop at its end. */
export function stop(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** A text as a sentence: a capital in front, one full stop at its end. */
export function sentence(text: string): string {
  const whole = stop(text);
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}
