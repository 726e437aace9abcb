import { Args, Flags } from "@oclif/core";
import { sendVerb } from "../../app/send-verb.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevDeclare extends GamedayCommand {
  static override summary = "Declare an incident: everybody may.";
  static override description = "When the level is not clear, take the higher one: it is the lower number.";
  static override examples = ['<%= config.bin %> sev declare "the shop answers with errors"', '<%= config.bin %> sev declare "checkout is down" --level 0'];
  static override args = { text: Args.string({ required: true, description: "what users see" }) };
  static override flags = { level: Flags.integer({ description: "severity; the profile's first guess without it" }), drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevDeclare);
    this.answer(await sendVerb({ verb: "sev.declare", args: { text: args.text, level: flags.level }, drill: flags.drill }), flags.json);
  }
}
