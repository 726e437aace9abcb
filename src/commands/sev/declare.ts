import { Args, Flags } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { GamedayError } from "../../kernel/error.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevDeclare extends GamedayCommand {
  static override summary = "Declare an incident: everybody may.";
  static override description =
    "When the level is not clear, take the higher one: it is the lower number.";
  static override usage = 'sev declare [LEVEL] "WHAT USERS SEE"';
  static override examples = [
    '<%= config.bin %> sev declare "the shop answers with errors"',
    '<%= config.bin %> sev declare 0 "checkout is down"',
  ];
  static override args = {
    level: Args.string({ description: "severity (default: the profile's first guess)" }),
    text: Args.string({ description: "what users see" }),
  };
  static override flags = {
    level: Flags.string({ description: "severity, as a flag" }),
    drill: drillFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevDeclare);
    // One word is the text: a level alone says nothing of what users see.
    if (args.level === undefined)
      throw new GamedayError("GD-C001", "an incident needs what users see", {
        hint: 'gameday sev declare "the shop answers with errors"',
      });
    const [level, text] =
      args.text === undefined ? [flags.level, args.level] : [flags.level ?? args.level, args.text];
    this.answer(
      await sendVerb({
        verb: "sev.declare",
        args: { text, ...(level === undefined ? {} : { level }) },
        drill: flags.drill,
      }),
      flags.json,
    );
  }
}
