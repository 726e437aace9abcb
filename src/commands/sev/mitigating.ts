import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevMitigating extends GamedayCommand {
  static override summary = "Say that you act on it now, or again.";
  static override examples = ['<%= config.bin %> sev mitigating "blocking the customer"'];
  static override args = { text: Args.string({ required: true, description: "in your words" }) };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevMitigating);
    this.answer(
      await sendVerb({ verb: "sev.mitigating", args: { text: args.text }, drill: flags.drill }),
      flags.json,
    );
  }
}
