import { interpolate, type Env } from "./interpolate.ts";

const line =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|([^\n]*))/gm;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * The values of a `.env` file, as compose reads it: a comment may stand after a value, quotes keep
 * what is in them, and values may use those above and `env`.
 */
export function readDotEnv(text: string, env: Env = {}): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const use = (value: string): string =>
    interpolate(value, { ...Object.fromEntries(found), ...env }, ".env");
  for (const [, name = "", single, double, bare = ""] of text
    .replaceAll("\r\n", "\n")
    .matchAll(line)) {
    found.set(
      name,
      single ??
        (double === undefined
          ? use(bare.replace(/(^|[ \t])#.*$/, "").trim())
          : use(double.replaceAll(/\\([nrt"\\])/g, (_, sign: string) => escapes[sign] ?? sign))),
    );
  }
  return Object.fromEntries(found);
}
