import { Args, Flags } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevUpdate extends GamedayCommand {
  static override summary = "Tell everybody what is known and what comes next.";
  static override examples = [
    '<%= config.bin %> sev update "It is the API. Looking at which customer."',
  ];
  static override args = { text: Args.string({ required: true, description: "what changed" }) };
  static override flags = {
    audience: Flags.string({ description: "who it is for", default: "all" }),
    drill: drillFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevUpdate);
    this.answer(
      await sendVerb({
        verb: "sev.update",
        args: { text: args.text, audience: flags.audience },
        drill: flags.drill,
      }),
      flags.json,
    );
  }
}
