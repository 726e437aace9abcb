/** Questions that a flag answers, or a person, or their default. */
import { parseDuration } from "../kernel/duration.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Wizard } from "./wizard.ts";

export interface Question {
  readonly message: string;
  readonly flag: string;
  readonly given: string | undefined;
  readonly fallback: string;
  readonly objection: (answer: string) => string | undefined;
}

export type Ask = (question: Question) => Promise<string>;

export async function answered(wizard: Wizard | undefined, question: Question): Promise<string> {
  const { message, flag, given, fallback, objection } = question;
  if (given !== undefined) {
    const wrong = objection(given);
    if (wrong === undefined) return given;
    throw new GamedayError("GD-C001", `--${flag} ${given}: must be ${wrong}`, {
      hint: "gameday org init --help",
    });
  }
  if (wizard === undefined) return fallback;
  return wizard.ask(message, fallback, (answer) => {
    const wrong = objection(answer);
    return wrong === undefined ? undefined : `must be ${wrong}`;
  });
}

export const isTime = (text: string): boolean => (parseDuration(text) ?? 0) > 0;

export async function time(ask: Ask, question: Omit<Question, "objection">): Promise<number> {
  const text = await ask({
    ...question,
    objection: (answer) => (isTime(answer) ? undefined : "a duration such as 30s, 15m or 8h"),
  });
  return parseDuration(text) ?? 0;
}

export const listOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** `0=15m` and its like, by name; `among`: the only names that there are. */
export function pairs(
  flag: string,
  given: readonly string[] = [],
  among?: { readonly what: string; readonly names: readonly string[] },
): ReadonlyMap<string, string> {
  return new Map(
    given.map((each) => {
      const at = each.indexOf("=");
      const name = each.slice(0, at).trim();
      if (at < 1)
        throw new GamedayError("GD-C001", `--${flag} ${each}: must be name=value`, {
          hint: "gameday org init --help",
        });
      if (among !== undefined && !among.names.includes(name))
        throw new GamedayError("GD-C001", `--${flag} ${each}: there is no ${among.what} ${name}`, {
          hint: `there are: ${among.names.join(", ")}`,
        });
      return [name, each.slice(at + 1).trim()] as const;
    }),
  );
}
