/** A request's path, taken apart as the original's router does. */
export type Path =
  | { readonly kind: "segments"; readonly segments: readonly string[] }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "bad" };

/**
 * Takes apart a request target, whose bytes beyond ASCII are as Node gives them, one character
 * each. It may name a host, as requests through an HTTP proxy do. A path that is not in its
 * shortest form is answered with a redirect to it, and to the same query.
 */
export function parsePath(target: string): Path {
  const [, origin = "", path = "", query = ""] =
    /^([a-z][a-z0-9+.-]*:(?:\/\/[^/?]*)?)?([^?]*)(\?.*)?$/is.exec(target) ?? [];
  if (!/^(?:\/|\*$)/.test(path) && (origin === "" || path !== "")) return { kind: "bad" };
  if (origin.includes("[") && !origin.includes("]")) return { kind: "bad" };
  const bytes = percentDecoded(path);
  if (bytes === undefined) return { kind: "bad" };
  const clean = cleanPath(bytes);
  if (clean !== bytes) return { kind: "redirect", to: `${origin}${escapePath(clean)}${query}` };
  return {
    kind: "segments",
    segments: clean
      .slice(1)
      .split("/")
      .map((segment) => Buffer.from(segment, "latin1").toString("utf8")),
  };
}

/**
 * The path with one character for each byte; undefined where a percent sign is followed by
 * something else than two digits.
 */
function percentDecoded(path: string): string | undefined {
  if (/%(?![\da-f]{2})/i.test(path)) return undefined;
  return path.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") kept.pop();
    else kept.push(part);
  }
  const tail = path.endsWith("/") && kept.length > 0 ? "/" : "";
  return `/${kept.join("/")}${tail}`;
}

/** What Go leaves as it is in a path; all other bytes are escaped. */
function escapePath(path: string): string {
  return path.replaceAll(
    /[^\w.~$&+,/:;=@-]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
