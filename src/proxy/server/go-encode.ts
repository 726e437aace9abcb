const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * JSON text as Go's `json.Marshal` writes it: no spaces, and `<`, `>`, `&` escaped. Keys keep their
 * order.
 */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (c) => escapes[c] ?? c);
}

/** A JSON object with its keys sorted, as Go writes a map. Safe for any key, `__proto__` too. */
export function encodeMap(entries: Iterable<readonly [string, string]>): string {
  const sorted = [...entries].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${sorted.map(([key, text]) => `${encodeJson(key)}:${text}`).join(",")}}`;
}

/** The shortest number that a 32-bit float reads back as the same value, as Go prints one. */
export function shortestFloat32(value: number): number {
  const target = Math.fround(value);
  for (let precision = 1; precision <= 9; precision += 1) {
    const candidate = Number(target.toPrecision(precision));
    if (Math.fround(candidate) === target) return candidate;
  }
  return target;
}
