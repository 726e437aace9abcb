import { quoted, type Path } from "../mistake.ts";
import { error, type Finding } from "./rule.ts";

/**
 * Headers that say how a request is sent, which is the load driver's to say. Twice, servers read
 * them in ways of their own.
 */
const ours: Readonly<Record<string, string>> = {
  "content-length": "the load driver computes it for each request",
  "transfer-encoding": "bodies are sent with a content-length",
  connection: "connections: {reuse: false} opens a connection for each request",
};

/** Headers of a step that cannot be sent as they are written. */
export function wrongHeaders(
  headers: Readonly<Record<string, string>>,
  path: Path,
): readonly Finding[] {
  const seen = new Set<string>();
  return Object.entries(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    const wrong = wrongName(lower, name, seen.has(lower)) ?? wrongValue(name, value);
    seen.add(lower);
    return wrong === undefined ? [] : [error({ code: "GD-S003", path: [...path, name], ...wrong })];
  });
}

type Wrong = Pick<Finding, "message" | "hint" | "at">;

function wrongName(lower: string, name: string, again: boolean): Wrong | undefined {
  if (Object.hasOwn(ours, lower))
    return {
      at: "key",
      message: `the header ${quoted(name)} is set by the load driver`,
      hint: `omit it: ${ours[lower] ?? ""}`,
    };
  if (again)
    return {
      at: "key",
      message: `the header ${quoted(name)} is defined twice`,
      hint: "header names ignore upper and lower case",
    };
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? undefined
    : {
        at: "key",
        message: `${quoted(name)} is not a valid header name`,
        hint: "use letters, digits and -; {name} is only replaced in values",
      };
}

function wrongValue(name: string, value: string): Wrong | undefined {
  // oxlint-disable-next-line no-control-regex -- what must not be in it
  return /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)
    ? {
        message: `the header ${quoted(name)} has a line break or a control character in its value`,
        hint: "use a single line",
      }
    : undefined;
}
