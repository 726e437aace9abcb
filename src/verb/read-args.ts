import { parseDuration } from "../kernel/duration.ts";
import { GamedayError } from "../kernel/error.ts";
import { plainText } from "../kernel/plain-text.ts";
import { shown } from "../kernel/shorten.ts";
import { verbOf, type ArgsOf, type VerbName } from "./index.ts";
import type { Argument, ArgumentKind } from "./verb.ts";

const textMax = 4_000;

/**
 * The arguments of a verb as its entry has them, from what a client sent or a person typed; GD-C001
 * for the first that is wrong or missing. What the verb does not know is left out.
 */
export function readArgs<V extends VerbName>(
  name: V,
  given: Readonly<Record<string, unknown>>,
): ArgsOf<V> {
  const { args, command } = verbOf(name);
  const read = Object.entries(args).flatMap(([key, argument]) => {
    const value = readOne(key, argument, Object.hasOwn(given, key) ? given[key] : undefined);
    if (value === undefined && argument.required === true)
      throw new GamedayError("GD-C001", `"${key}" is missing: ${argument.about}`, {
        hint: command === undefined ? argument.about : `gameday ${command.examples[0]}`,
      });
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(read) as ArgsOf<V>;
}

const readers: Readonly<Record<ArgumentKind, (key: string, value: unknown) => unknown>> = {
  text: readText,
  severity: readSeverity,
  duration: readDuration,
  data: (_, value) => value,
};

function readOne(key: string, { is }: Argument, value: unknown): unknown {
  return value === undefined || value === null ? undefined : readers[is](key, value);
}

/** Without control characters; an empty one counts as missing. */
function readText(key: string, value: unknown): string | undefined {
  if (typeof value !== "string")
    throw new GamedayError("GD-C001", `"${key}" must be text, and is ${typeof value}`);
  const text = plainText(value).trim();
  if (text.length > textMax)
    throw new GamedayError(
      "GD-C001",
      `"${key}" is ${text.length} characters long; ${textMax} are the most`,
    );
  return text === "" ? undefined : text;
}

/** As people say it: `1`, `"1"`, `"SEV 1"`, `"sev-1"`. */
function readSeverity(key: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  const [, digits] =
    typeof value === "string" ? (/^\s*(?:sev[\s-]*)?(\d+)\s*$/i.exec(value) ?? []) : [];
  if (digits === undefined)
    throw new GamedayError(
      "GD-C001",
      `"${key}" must be a severity such as 1, and is ${shown(value)}`,
      { hint: 'gameday sev declare 1 "what users see"' },
    );
  return Number(digits);
}

/** Milliseconds, from `90s`, `20m`, or from milliseconds as programs send them. */
function readDuration(key: string, value: unknown): number {
  const ms = typeof value === "string" ? parseDuration(value.trim()) : value;
  if (typeof ms === "number" && Number.isFinite(ms) && ms > 0) return ms;
  throw new GamedayError(
    "GD-C001",
    `"${key}" must be a duration such as 20m, and is ${shown(value)}`,
    { hint: "durations: 90s, 20m, 1h30m" },
  );
}
