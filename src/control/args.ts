import { GamedayError } from "../kernel/error.ts";
import { plain, shown } from "./protocol.ts";

type Args = Readonly<Record<string, unknown>>;

const textMax = 4_000;

/** A text argument, without control characters; GD-C001 when it is missing or empty. */
export function textArg(args: Args, name: string, example: string): string {
  const text = maybeTextArg(args, name);
  if (text === undefined)
    throw new GamedayError("GD-C001", `"${name}" is missing`, { hint: example });
  return text;
}

/** A text argument that may be left out. */
export function maybeTextArg(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw new GamedayError("GD-C001", `"${name}" must be text, and is ${typeof value}`);
  const text = plain(value).trim();
  if (text.length > textMax)
    throw new GamedayError(
      "GD-C001",
      `"${name}" is ${text.length} characters long; ${textMax} are the most`,
    );
  return text === "" ? undefined : text;
}

/** A level as people say it: `1`, `"1"`, `"SEV 1"`, `"sev-1"`. */
export function maybeLevelArg(args: Args, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  const [, digits] =
    typeof value === "string" ? (/^\s*(?:sev[\s-]*)?(\d+)\s*$/i.exec(value) ?? []) : [];
  if (digits === undefined)
    throw new GamedayError(
      "GD-C001",
      `"${name}" must be a level such as 1, and is ${shown(value)}`,
      { hint: 'gameday sev declare 1 "what users see"' },
    );
  return Number(digits);
}
