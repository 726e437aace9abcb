import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevFalseAlarm extends GamedayCommand {
  static override summary = "Call it off: no user is hurt and none was.";
  static override examples = ['<%= config.bin %> sev false-alarm "a broken probe"'];
  static override args = { text: Args.string({ required: true, description: "in your words" }) };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevFalseAlarm);
    this.answer(
      await sendVerb({ verb: "sev.false-alarm", args: { why: args.text }, drill: flags.drill }),
      flags.json,
    );
  }
}
