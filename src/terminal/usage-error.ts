/** What the command line parser says of wrong usage, in the form of our own errors. */
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";

/** The error for wrong usage that the parser reports, in our own form; undefined for others. */
export function asUsage(error: unknown): GamedayError | undefined {
  if (!(error instanceof Error) || oclifExit(error) === undefined) return undefined;
  const [message = "bad usage", ...rest] = error.message.split("\n");
  const known = unknownFlag(error) ?? wrongValue(error.message) ?? unknownCommand(message);
  if (known !== undefined) return known;
  const hint = [
    ...rest
      .map((line) => line.trim())
      .filter((line) => line !== "" && line !== "See more help with --help"),
    "--help shows examples",
  ].join("\n");
  return new GamedayError("GD-C001", message, { hint });
}

/** A flag's value that its type refuses: the parser puts the flag above what is wrong with it. */
function wrongValue(text: string): GamedayError | undefined {
  const found = /^Parsing (--\S+)\s+Expected (.+) but received: (.*)/.exec(text);
  if (found === null) return undefined;
  const [, flag, expected, given] = found;
  return new GamedayError("GD-C001", `${flag} takes ${expected}, not "${given}"`, {
    hint: "--help shows all flags",
  });
}

/** A word too many after a command without arguments: the parser takes it for a subcommand. */
function unknownCommand(text: string): GamedayError | undefined {
  const [, id] = /^command (\S+) not found$/.exec(text) ?? [];
  if (id === undefined) return undefined;
  const words = id.split(":");
  return new GamedayError("GD-C001", `unknown command "${words.join(" ")}"`, {
    hint: `gameday ${words[0]} --help shows its arguments and flags`,
  });
}

/**
 * What oclif's parser hands on with its complaint about flags that a command does not have; it
 * keeps the class to itself.
 */
interface NonExistentFlags {
  readonly flags: readonly string[];
  readonly parse: {
    readonly input?: {
      readonly flags?: Readonly<
        Record<string, { readonly hidden?: boolean; readonly aliases?: readonly string[] }>
      >;
    };
  };
}

/** A flag that the command does not have, with the one that was probably meant. */
function unknownFlag(error: Error): GamedayError | undefined {
  if (error.constructor.name !== "NonExistentFlagsError") return undefined;
  const { flags, parse } = error as Error & NonExistentFlags;
  const known = Object.entries(parse.input?.flags ?? {}).flatMap(
    ([name, { hidden, aliases = [] }]) => (hidden === true ? [] : [name, ...aliases]),
  );
  const near = flags.flatMap((flag) => {
    const meant = didYouMean(flag.replace(/^-+/, ""), known);
    return meant === undefined ? [] : [`did you mean --${meant}?`];
  });
  return new GamedayError("GD-C001", `there is no flag ${flags.join(", ")} here`, {
    hint: [...near, "--help shows all flags"].join("\n"),
  });
}

/** The exit code that oclif wants for its own errors. */
export function oclifExit(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("oclif" in error)) return undefined;
  const { oclif } = error;
  return typeof oclif === "object" &&
    oclif !== null &&
    "exit" in oclif &&
    typeof oclif.exit === "number"
    ? oclif.exit
    : undefined;
}
