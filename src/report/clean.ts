/* oxlint-disable no-control-regex -- control characters are what this file is about. */
const escapeSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const bidirectional = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What people and tools wrote, without terminal colours, control characters and signs that turn the reading direction. */
export function clean(text: string): string {
  return text.replaceAll(escapeSequences, "").replaceAll("\r\n", "\n").replaceAll("\r", "\n").replaceAll(controls, "").replaceAll(bidirectional, "").toWellFormed();
}

/** The same for every string of a view. */
export function cleaned<T>(value: T): T {
  if (typeof value === "string") return clean(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T;
}
