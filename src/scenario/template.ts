/** Texts with `${expression}` in them, and whole values made of one. */
import { evaluate, namesOf, type Value, type Values } from "./expression.ts";
import type { Path } from "./mistake.ts";
import { parseExpression } from "./parse-expression.ts";

/** One `${…}` of a text: the expression's text and where it begins in the whole. */
export interface Hole {
  readonly expression: string;
  /** Index of the `$`. */
  readonly from: number;
  /** Index after the `}`. */
  readonly to: number;
}

/**
 * The holes of a text, in order. One that is not closed reaches to the end and is marked by `to`
 * beyond the text.
 */
export function holes(text: string): readonly Hole[] {
  const found: Hole[] = [];
  for (let from = text.indexOf("${"); from >= 0;) {
    const close = text.indexOf("}", from);
    const end = close < 0 ? text.length : close;
    found.push({ expression: text.slice(from + 2, end), from, to: end + 1 });
    from = text.indexOf("${", end);
  }
  return found;
}

/**
 * Fills a text. A text that is one hole and nothing else keeps the type of its value: `"${n}"` → 3.
 */
export function fill(text: string, values: Values): Value {
  const parts = holes(text);
  const [only] = parts;
  if (only === undefined) return text;
  if (parts.length === 1 && only.from === 0 && only.to === text.length)
    return evaluate(parseExpression(only.expression), values);
  let filled = "";
  let at = 0;
  for (const { expression, from, to } of parts) {
    filled += text.slice(at, from) + String(evaluate(parseExpression(expression), values));
    at = to;
  }
  return filled + text.slice(at);
}

/** Fills every text inside a value; the shape and everything else stay. */
export function substitute(value: unknown, values: Values): unknown {
  if (typeof value === "string") return fill(value, values);
  if (Array.isArray(value)) return value.map((item) => substitute(item, values));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, values)]),
    );
  return value;
}

/** `20/s`, `90/m`, `${expression}/s` or a number → requests per second. */
export function perSecond(rate: number | string, values: Values): number {
  if (typeof rate === "number") return rate;
  const [, amount = "", unit] = /^(.*)\/(s|m)$/.exec(rate) ?? [];
  return Number(fill(amount, values)) / (unit === "m" ? 60 : 1);
}

/** Every text inside a value, with its path. */
export function* texts(value: unknown, path: Path = []): Generator<{ path: Path; text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* texts(item, [...path, index]);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* texts(item, [...path, key]);
}

/** Names that the expressions inside a value use; those that cannot be read use none. */
export function namesUsed(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of texts(value)) {
    for (const { expression } of holes(text)) {
      try {
        for (const { name } of namesOf(parseExpression(expression))) names.add(name);
      } catch {
        // Reported where expressions are checked.
      }
    }
  }
  return names;
}
