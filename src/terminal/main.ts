/**
 * The entry of every command: runs oclif, and gives each death its documented exit code and words.
 */
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { Config, flush, run, settings } from "@oclif/core";
import { GamedayError } from "../kernel/error.ts";
import { systemError } from "../kernel/system-error.ts";
import { exitCode } from "../kernel/exit-code.ts";
import { messageOf } from "../kernel/message-of.ts";
import { commandWords } from "./command-words.ts";
import { errorLine, errorText } from "./error-text.ts";
import { forPeople, styleFor } from "./style.ts";
import { asUsage, oclifExit } from "./usage-error.ts";
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
  const found = new GamedayError("GD-B001", `a bug in Gameday: ${messageOf(error)}`, {
    hint: "run again with --debug and report it; gameday doctor shows what may be left",
    cause: error,
  });
  if (error instanceof Error && error.stack !== undefined) found.stack = error.stack;
  return found;
}

/**
 * A crash without a verdict: reported, and the process ends, unless a drill still has to heal and
 * ends it then.
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

/** `this.exit(n)` of oclif, and its own `--help`. */
function isQuiet(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIT";
}
