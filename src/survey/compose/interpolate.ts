import { GamedayError } from "../../kernel/error.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * `$NAME`, `${NAME}` and, as compose has them, `:-` and `-` (otherwise this), `:+` and `+` (this
 * when it is set), `:?` and
 * `?` (must be set), with variables inside of each; `$$` is a dollar. GD-S002 for what must be set
 * and is not.
 */
export function interpolate(text: string, env: Env, where: string): string {
  let out = "";
  for (let at = 0; at < text.length;) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0) return out + text.slice(at);
    out += text.slice(at, dollar);
    if (text[dollar + 1] === "$") {
      out += "$";
      at = dollar + 2;
      continue;
    }
    const end = text[dollar + 1] === "{" ? closing(text, dollar + 2) : undefined;
    const bare = /^[A-Za-z_]\w*/.exec(text.slice(dollar + 1, dollar + 256))?.[0];
    if (end !== undefined) out += braced(text.slice(dollar + 2, end), env, where);
    else out += bare === undefined ? "$" : (env[bare] ?? "");
    at = end === undefined ? dollar + 1 + (bare?.length ?? 0) : end + 1;
  }
  return out;
}

/** Where the bracket closes that is open at `from`. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith("${", at)) depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function braced(inside: string, env: Env, where: string): string {
  const [, name = "", colon = "", sign, rest = ""] =
    /^(\w+)(?:(:?)([-+?])([\s\S]*))?$/.exec(inside) ?? [];
  const value = env[name];
  const given = value !== undefined && (colon === "" || value !== "");
  switch (sign) {
    case "-":
      return given ? value : interpolate(rest, env, where);
    case "+":
      return given ? interpolate(rest, env, where) : "";
    case "?":
      if (given) return value;
      throw new GamedayError(
        "GD-S002",
        `${where} needs the variable ${name}${rest === "" ? "" : `: ${interpolate(rest, env, where)}`}`,
        {
          hint: `set it in .env beside the compose file, or before the command: ${name}=… gameday init`,
        },
      );
    default:
      return value ?? "";
  }
}
