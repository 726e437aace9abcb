/** Questions on a terminal; the library for them is loaded only when there is someone to ask. */
import { plainLine } from "../kernel/plain-text.ts";
import type { Style } from "./style.ts";

export interface Choice {
  readonly value: string;
  readonly name: string;
  readonly description?: string;
}

export interface Wizard {
  ask(
    message: string,
    fallback: string,
    objection?: (answer: string) => string | undefined,
  ): Promise<string>;
  choose(message: string, choices: readonly Choice[]): Promise<string>;
  /** No unless the user says yes. */
  confirm(message: string): Promise<boolean>;
}

/** Ctrl-C at a question. */
export class WizardClosed extends Error {
  override readonly name = "WizardClosed";
}

/** Undefined where no one can reply: no terminal on both sides, or a machine that builds. */
export async function openWizard(
  env: Readonly<Record<string, string | undefined>>,
  style: Style,
): Promise<Wizard | undefined> {
  if (
    process.stdin.isTTY !== true ||
    process.stderr.isTTY !== true ||
    env["CI"] !== undefined ||
    env["TERM"] === "dumb"
  )
    return undefined;
  const { confirm, input, select } = await import("@inquirer/prompts");
  const context = { output: process.stderr };
  const theme = { prefix: { idle: style.glyph.arrow, done: style.glyph.good } };
  return {
    ask: (message, fallback, objection) =>
      answered(
        input(
          {
            message,
            ...(fallback === "" ? {} : { default: fallback }),
            theme,
            validate: (answer) => objection?.(answer) ?? true,
          },
          context,
        ),
      ),
    confirm: (message) =>
      answered(confirm({ message: plainLine(message), default: false, theme }, context)),
    choose: (message, choices) =>
      answered(
        select(
          {
            message,
            theme,
            choices: choices.map(({ value, name, description }) => ({
              value,
              name,
              ...(description === undefined ? {} : { description }),
            })),
            pageSize: 12,
            loop: false,
          },
          context,
        ),
      ),
  };
}

async function answered<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw error instanceof Error && error.name === "ExitPromptError"
      ? new WizardClosed("closed", { cause: error })
      : error;
  }
}
