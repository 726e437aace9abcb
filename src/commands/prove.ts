import { Args } from "@oclif/core";
import { proveWith } from "../app/verb/prove.ts";
import { plainText } from "../kernel/plain-text.ts";
import { verbHelp } from "../terminal/verb-command.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

const help = verbHelp("prove");

export default class Prove extends GamedayCommand {
  static override summary = help.summary;
  static override description = help.description;
  static override examples = [...help.examples];
  static override strict = false;
  static override args = {
    evidence: Args.string({ description: "the question to answer (default: list all)" }),
  };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, argv, flags } = await this.parse(Prove);
    const command = argv.slice(args.evidence === undefined ? 0 : 1).map(String);
    this.answer(
      await proveWith({
        evidence: args.evidence,
        command,
        drill: flags.drill,
        output: (text) => void process.stdout.write(process.stdout.isTTY ? plainText(text) : text),
      }),
      flags.json,
    );
  }
}
