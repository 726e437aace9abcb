/** A seed as the server reads it from its input: to the first empty line after a semicolon. */
import { GamedayError } from "../kernel/error.ts";

/** Comments, texts, quoted names, and the bodies between two equal `$tag$`; the rest is between. */
const parts = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*[^]*?\*/)`,
    String.raw`(?<![\w$])(?<escaped>[eE]'(?:[^'\\]|\\[^]|'')*')`,
    String.raw`(?<text>'(?:[^']|'')*')`,
    String.raw`(?<name>"(?:[^"]|"")*")`,
    String.raw`(?<![\w$])\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$(?<body>[^]*?)\$\k<tag>\$`,
  ].join("|"),
  "g",
);
const ends = /;(?=\n\n)/;

/**
 * The same statements with the same texts, without an empty line after a semicolon: between
 * statements it goes, and a text that holds one is written in two parts, which SQL reads as one.
 */
export function asOneRead(sql: string): string {
  let shown = "";
  let bare = "";
  let at = 0;
  for (const part of sql.matchAll(parts)) {
    const between = sql.slice(at, part.index);
    bare += `${between} `;
    shown += joined(between) + written(part[0], part.groups ?? {});
    at = part.index + part[0].length;
  }
  bare += sql.slice(at);
  if (/\bcopy\b[^;]*\bfrom\s+stdin\b/i.test(bare))
    throw new GamedayError(
      "GD-S003",
      "the seed holds data of COPY … FROM stdin, which cannot be sent",
      {
        hint: "use INSERT: pg_dump --inserts writes it",
      },
    );
  // What is left of the pattern would begin in one part and go on in the next.
  return joined(shown + joined(sql.slice(at)));
}

const joined = (between: string): string => between.replaceAll(/;\n\n+/g, ";\n");

function written(part: string, { comment, name, body }: Readonly<Record<string, string>>): string {
  if (!ends.test(part)) return part;
  if (comment !== undefined) return joined(part);
  if (name !== undefined)
    throw new GamedayError("GD-S003", "a name in the seed holds an empty line after a semicolon", {
      hint: "give it another name",
    });
  const text = body === undefined ? part : `'${body.replaceAll("'", "''")}'`;
  return text.replaceAll(/;(?=\n\n)/g, ";'\n'");
}
