/** A request's path, taken apart as the original's router does. */
export type Path =
  | { readonly kind: "segments"; readonly segments: readonly string[] }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "bad" };

/** Decodes a request target; a path that is not in its shortest form is answered with a redirect to it. */
export function parsePath(target: string): Path {
  const [raw = ""] = target.split("?", 1);
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return { kind: "bad" };
  }
  if (!path.startsWith("/")) return { kind: "bad" };
  const clean = cleanPath(path);
  if (clean !== path) return { kind: "redirect", to: encodeURI(clean) };
  return { kind: "segments", segments: path.slice(1).split("/") };
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
