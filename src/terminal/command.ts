import { Command, Flags } from "@oclif/core";
import { errorText } from "./error-text.ts";
import { GamedayError } from "../kernel/error.ts";
import type { ExitCode } from "../kernel/exit-code.ts";
import { plainText } from "../kernel/plain-text.ts";
import { forPeople, jsonText, styleFor, type Style } from "./style.ts";

export interface VerbAnswer {
  readonly text: string;
  /** Commands that make sense now, best first. */
  readonly next: readonly string[];
  readonly warnings?: readonly string[];
  readonly data?: unknown;
}

/** Base of every command: stdout is data, stderr is talk, and `--json` and `--debug` everywhere. */
export abstract class GamedayCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({
      description: "print data as JSON on stdout",
      default: false,
      helpGroup: "GLOBAL",
    }),
    debug: Flags.boolean({
      description: "show each call to Docker, the proxy, databases and k6, and stack traces",
      default: false,
      helpGroup: "GLOBAL",
    }),
  };

  protected readonly out: Style = styleFor(process.stdout, process.env);
  protected readonly err: Style = styleFor(process.stderr, process.env);

  /** Talk: never mixed with data. */
  protected say(text: string): void {
    process.stderr.write(`${forPeople(this.err, text)}\n`);
  }

  /**
   * Data as it is: a file, a picture, rows of a table. A terminal gets no control sequence of it,
   * and the log of a CI no command.
   */
  protected data(text: string): void {
    const elsewhere = process.env["CI"] === undefined ? text : forPeople(this.out, text);
    process.stdout.write(`${process.stdout.isTTY ? plainText(text) : elsewhere}\n`);
  }

  /** Lines for people. */
  protected print(text: string): void {
    process.stdout.write(`${forPeople(this.out, text)}\n`);
  }

  protected printJson(value: unknown): void {
    process.stdout.write(`${jsonText(value)}\n`);
  }

  protected warnings(warnings: readonly GamedayError[]): void {
    for (const warning of warnings) process.stderr.write(errorText(warning, this.err, "warning"));
  }

  /** What broke, for people: on stderr, where it is in no pipe's way. */
  protected trouble(error: unknown): void {
    if (error instanceof GamedayError) process.stderr.write(errorText(error, this.err));
  }

  /** What a drill answered to a verb; a refusal is an error with what to type instead. */
  protected answer(answer: VerbAnswer, json: boolean): void {
    if (json) return this.printJson({ type: "answer", v: 1, ...answer });
    this.print(answer.text);
    for (const warning of answer.warnings ?? []) this.say(`${this.err.glyph.warn} ${warning}`);
    if (answer.next.length > 0) this.say(`next    ${answer.next.join("    ")}`);
  }

  /** The exit code, once everything written is out. */
  protected leave(code: ExitCode): void {
    process.exitCode = code;
  }

  /** Asks the user at the terminal; undefined where no one can reply. */
  protected async consent(): Promise<((text: string) => Promise<boolean>) | undefined> {
    const { openWizard } = await import("./wizard.ts");
    return (await openWizard(process.env, this.err))?.confirm;
  }

  /** Errors go to the entry as they are: it knows their words and their codes. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }
}

/** `--drill`: which one, when several run. */
export const drillFlag = Flags.string({
  description: "which drill, when several run: its id or a part of it",
  env: "GAMEDAY_DRILL_ID",
});
