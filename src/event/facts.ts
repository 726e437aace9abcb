/**
 * What is true of a target, as far as a drill can change it: name → a value that can be compared
 * directly (lists sorted and joined). Null: it could not be read.
 */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A fact's name is a word of its own, or a kind and what it is of: `variable max_connections`,
 * where the kind is undefined for the former.
 */
export function factName(fact: string): { readonly kind: string | undefined; readonly of: string } {
  const [, kind, of = fact] = /^(\w+) (.*)$/s.exec(fact) ?? [];
  return { kind, of };
}
