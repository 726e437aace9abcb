import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevDiagnose extends GamedayCommand {
  static override summary = "Say that you look for the cause.";
  static override examples = ['<%= config.bin %> sev diagnose "following the slow queries"'];
  static override args = { text: Args.string({ required: false, description: "in your words" }) };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevDiagnose);
    this.answer(
      await sendVerb({ verb: "sev.diagnose", args: { text: args.text }, drill: flags.drill }),
      flags.json,
    );
  }
}
