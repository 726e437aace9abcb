import { Args, Flags, type Command } from "@oclif/core";
import { verbOf, type VerbName } from "../verb/index.ts";
import { readArgs } from "../verb/read-args.ts";
import type { Argument, VerbCommand } from "../verb/verb.ts";
import { drillFlag, GamedayCommand, type VerbAnswer } from "./command.ts";

/** Sends a verb to the drill that is meant. */
export type Send = (request: {
  readonly verb: VerbName;
  readonly args: Readonly<Record<string, unknown>>;
  readonly drill: string | undefined;
}) => Promise<VerbAnswer>;

/** The oclif command of a verb: words and flags from its entry, checked before they are sent. */
export function verbCommand(name: VerbName, send: Send): Command.Class {
  const all = Object.entries(verbOf(name).args);
  const words = all.filter(([, { typed = "word" }]) => typed === "word" || typed === "either");
  const flagged = all.filter(([, { typed }]) => typed === "flag" || typed === "either");
  const { summary, description, examples } = verbHelp(name);
  const oclifArgs = oclifWords(words);
  const oclifFlags = {
    ...Object.fromEntries(
      flagged.map(([key, { about }]) => [key, Flags.string({ description: about })]),
    ),
    drill: drillFlag,
  };
  return class extends GamedayCommand {
    static override summary = summary;
    static override description = description;
    static override examples = [...examples];
    static override usage = usageOf(name, words);
    static override args = oclifArgs;
    static override flags = oclifFlags;

    async run(): Promise<void> {
      const { argv, flags } = await this.parse({
        args: oclifArgs,
        flags: oclifFlags,
        baseFlags: GamedayCommand.baseFlags,
      });
      const given: Record<string, unknown> = {
        ...placed(words, argv.map(String)),
        ...Object.fromEntries(
          flagged.flatMap(([key]) => {
            const value: unknown = flags[key as keyof typeof flags];
            return value === undefined ? [] : [[key, value]];
          }),
        ),
      };
      const args = readArgs(name, given);
      this.answer(await send({ verb: name, args, drill: flags.drill }), flags.json === true);
    }
  };
}

/** The texts of a verb's command as oclif takes them. */
export function verbHelp(name: VerbName): {
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly string[];
} {
  const { command } = verbOf(name);
  if (command === undefined) throw new Error(`verb: ${name} has no command`);
  const { summary, description = "", examples }: VerbCommand = command;
  return {
    summary,
    description,
    examples: examples.map((line) =>
      `gameday ${line}`.replaceAll("gameday ", "<%= config.bin %> "),
    ),
  };
}

type Words = readonly (readonly [string, Argument])[];

/** oclif lets nothing required follow what is optional: that case is left to `readArgs`. */
function oclifWords(words: Words): Record<string, ReturnType<typeof Args.string>> {
  const firstOptional = words.findIndex(([, { required }]) => required !== true);
  return Object.fromEntries(
    words.map(([key, { about, required }], at) => [
      key,
      Args.string({
        description: about,
        required: required === true && (firstOptional === -1 || at < firstOptional),
      }),
    ]),
  );
}

/** Words by name: they fill what is required first, the rest what is optional, in order. */
export function placed(words: Words, values: readonly string[]): Record<string, string> {
  const needed = words.filter(([, { required }]) => required === true).length;
  let spare = values.length - needed;
  const left = [...values];
  return Object.fromEntries(
    words.flatMap(([key, { required }]) => {
      if (required !== true && spare-- <= 0) return [];
      const value = left.shift();
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function usageOf(name: string, words: Words): string {
  const shown = words.map(([key, { required }]) =>
    required === true ? key.toUpperCase() : `[${key.toUpperCase()}]`,
  );
  return [name.replaceAll(".", " "), ...shown].join(" ");
}
