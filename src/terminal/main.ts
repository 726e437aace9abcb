/**
 * The entry of every command: runs oclif, and gives each death its documented exit code and words.
 */
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { Config, flush, run, settings } from "@oclif/core";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import { systemError } from "../kernel/system-error.ts";
import { exitCode } from "../kernel/exit-code.ts";
import { commandWords } from "./command-words.ts";
import { errorLine, errorText } from "./error-text.ts";
import { forPeople, styleFor } from "./style.ts";
import { WizardClosed } from "./wizard.ts";

export interface Entrance {
  /** Where oclif finds the commands, when not where package.json says (development). */
  readonly commands?: string;
  /** A line to read first, whatever command is typed. */
  readonly notice?: (argv: readonly string[]) => string | undefined;
  /** With `--debug`: shows what is asked of other programs. */
  readonly debug?: () => Promise<void>;
}

/** Runs the command of this process. */
export async function main(root: URL, options: Entrance = {}): Promise<void> {
  const doom = (error: unknown): void => {
    process.off("uncaughtException", doom);
    process.off("unhandledRejection", doom);
    die(error);
  };
  process.on("uncaughtException", doom);
  process.on("unhandledRejection", doom);
  process.stdout.on("error", readerGone);
  // Talk that no one hears is no failure either, and must not keep a drill from healing.
  process.stderr.on("error", () => {});
  const argv = process.argv.slice(2);
  // Under NODE_ENV=development oclif would look for TypeScript sources, and complain when there are
  // none.
  settings.enableAutoTranspile = false;
  try {
    const folder = fileURLToPath(root);
    const pjson = JSON.parse(
      readFileSync(new URL("package.json", root), "utf8"),
    ) as Config["pjson"];
    pjson.oclif.bin = styleFor(process.stdout, process.env).program;
    if (options.commands !== undefined) pjson.oclif.commands = options.commands;
    const config = await Config.load({
      root: folder,
      pjson,
      ignoreManifest: options.commands !== undefined,
    });
    const words = commandWords(argv, [
      ...config.commandIDs,
      ...config.commands.flatMap(({ aliases }) => aliases),
    ]);
    notify(options, argv);
    if (isDebug(argv)) await options.debug?.();
    await run([...words], config);
    await flush();
  } catch (error) {
    process.exitCode = tell(error, argv);
    await flush().catch(() => {});
  }
}

/**
 * `gameday … | head`, a closed terminal: a reader that leaves is no failure of ours; but a drill
 * heals first, as after a hangup.
 */
function readerGone(): void {
  if (process.listenerCount("SIGHUP") > 0) process.emit("SIGHUP", "SIGHUP");
  else process.exit();
}

/** What follows `--` is another program's. */
const isDebug = (argv: readonly string[]): boolean => {
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? argv.length : end).includes("--debug");
};

/** Never in the way of the command itself. */
function notify({ notice }: Entrance, argv: readonly string[]): void {
  try {
    const line = notice?.(argv);
    if (line !== undefined)
      process.stderr.write(`${forPeople(styleFor(process.stderr, process.env), line)}\n`);
  } catch {
    // A register that cannot be read is reported by those who need it.
  }
}

/** Prints an error where it belongs and answers its exit code. */
export function tell(error: unknown, argv: readonly string[]): number {
  // Ctrl-C at a question.
  if (error instanceof WizardClosed) {
    process.stderr.write("nothing was started\n");
    return exitCode.interrupted;
  }
  const exit = oclifExit(error);
  if (exit !== undefined && isQuiet(error)) return exit;
  const known =
    error instanceof GamedayError ? error : (systemError(error) ?? asUsage(error) ?? bug(error));
  const style = styleFor(process.stderr, process.env);
  if (argv.includes("--json")) process.stdout.write(`${errorLine(known)}\n`);
  else process.stderr.write(errorText(known, style));
  const debug =
    argv.includes("--debug") || (known.code === "GD-B001" && process.env["DEBUG"] !== undefined);
  if (debug && known.stack !== undefined)
    process.stderr.write(`${forPeople(style, known.stack)}\n`);
  return known.exit;
}

/** With the stack of what happened. */
function bug(error: unknown): GamedayError {
  const found = new GamedayError(
    "GD-B001",
    `a bug in Gameday: ${error instanceof Error ? error.message : String(error)}`,
    {
      hint: "run again with --debug and report it; gameday doctor shows what may be left",
      cause: error,
    },
  );
  if (error instanceof Error && error.stack !== undefined) found.stack = error.stack;
  return found;
}

/**
 * A crash without a verdict: reported, and the process ends, unless a drill still has to heal and ends
 * it then.
 */
function die(error: unknown): void {
  tell(error, process.argv);
  process.exitCode = exitCode.bug;
  if (
    process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection") ===
    0
  )
    process.exit(exitCode.bug);
}

function oclifExit(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("oclif" in error)) return undefined;
  const { oclif } = error;
  return typeof oclif === "object" &&
    oclif !== null &&
    "exit" in oclif &&
    typeof oclif.exit === "number"
    ? oclif.exit
    : undefined;
}

/** `this.exit(n)` of oclif, and its own `--help`. */
function isQuiet(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIT";
}

/** What oclif says of flags and arguments, in our form. */
function asUsage(error: unknown): GamedayError | undefined {
  if (!(error instanceof Error) || oclifExit(error) === undefined) return undefined;
  const [message = "bad usage", ...rest] = error.message.split("\n");
  const unknown = unknownFlag(error);
  if (unknown !== undefined) return unknown;
  const hint = [
    ...rest
      .map((line) => line.trim())
      .filter((line) => line !== "" && line !== "See more help with --help"),
    "--help shows examples",
  ].join("\n");
  return new GamedayError("GD-C001", message, { hint });
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
