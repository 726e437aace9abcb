import { GamedayError } from "../kernel/error.ts";
import { redact } from "../kernel/redact.ts";
import type { FromEnv, Target } from "./target.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that a target takes from the environment. */
function referencesOf(target: Target): readonly FromEnv[] {
  const values =
    target.kind === "smtp"
      ? Object.values(target.login ?? {})
      : [target.url, ...(target.kind === "webhook" ? Object.values(target.headers) : [])];
  return values.filter((value): value is FromEnv => typeof value !== "string");
}

/** The value itself. */
export function valueOf(setting: string | FromEnv, env: Environment): string {
  if (typeof setting === "string") return setting;
  const value = env[setting.env];
  if (value === undefined || value === "") throw unset([setting.env]);
  return value;
}

/** Throws GD-E016 when a variable that a target names is not set. */
export function demandSecrets(targets: readonly Target[], env: Environment): void {
  const missing = targets
    .flatMap(referencesOf)
    .map(({ env: name }) => name)
    .filter((name) => env[name] === undefined || env[name] === "");
  if (missing.length > 0) throw unset([...new Set(missing)]);
}

function unset(names: readonly string[]): GamedayError {
  const [first = ""] = names;
  return new GamedayError("GD-E016", `not set in the environment: ${names.join(", ")}`, {
    hint: `a notification target takes its secret from there: export ${first}=…`,
  });
}

/** A text in which no secret of this target is left, nor anything that looks like one. */
export function hiding(target: Target, env: Environment): (text: string) => string {
  const secrets = referencesOf(target)
    .map(({ env: name }) => env[name] ?? "")
    .flatMap((value) => [value, ...partsOf(value)])
    .filter((value) => value.length > 3)
    .toSorted((a, b) => b.length - a.length);
  return (text) => redact(text, secrets);
}

/** What is secret in an address; its host is not, and errors need it. */
function partsOf(value: string): readonly string[] {
  if (!URL.canParse(value)) return [];
  const { pathname, search, username, password } = new URL(value);
  return [pathname, search, username, password];
}
