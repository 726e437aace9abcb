import { Args } from "@oclif/core";
import { proveWith } from "../app/verb/prove.ts";
import { plainText } from "../kernel/plain-text.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Prove extends GamedayCommand {
  static override summary = "Put evidence into the backpack: run a command whose output proves it.";
  static override description =
    "Without arguments it lists the open questions. What counts is what the command prints, not how it is written; one that only prints what it was told proves nothing. It runs here, on your machine, never on the server.";
  static override examples = [
    "<%= config.bin %> prove",
    '<%= config.bin %> prove source -- <%= config.bin %> sql -e "SHOW FULL PROCESSLIST"',
    "<%= config.bin %> prove who -- grep export reports/runs/<drill>/logs/api-1.log",
  ];
  static override strict = false;
  static override args = { evidence: Args.string({ description: "which question" }) };
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
