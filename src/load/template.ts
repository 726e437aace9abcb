/** Values that fill `{name}` in one request: what was drawn, captured, and `user`. */
export type Values = Record<string, string | number | boolean>;

/** A text ready to fill. */
export interface Template {
  (values: Values): string;
  /** When false, the text is always the same. */
  readonly hasHoles: boolean;
}

/**
 * Compiles a text with `{name}` holes. Braces around anything but one of the names stay as they
 * are, so JSON bodies need no escaping; a text without holes costs nothing to fill.
 */
export function template(text: string, names: ReadonlySet<string>): Template {
  const literals: string[] = [];
  const holes: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/\{([A-Za-z_][\w-]*)\}/g)) {
    const name = match[1] ?? "";
    if (!names.has(name)) continue;
    literals.push(text.slice(from, match.index));
    holes.push(name);
    from = match.index + match[0].length;
  }
  const tail = text.slice(from);
  if (holes.length === 0) return Object.assign(() => text, { hasHoles: false });
  const fill = (values: Values): string => {
    let filled = "";
    for (let i = 0; i < holes.length; i += 1)
      filled += literals[i] + String(values[holes[i] ?? ""] ?? "");
    return filled + tail;
  };
  return Object.assign(fill, { hasHoles: true });
}
