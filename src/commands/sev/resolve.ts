import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevResolve extends GamedayCommand {
  static override summary = "Say that the incident is over.";
  static override examples = ["<%= config.bin %> sev resolve"];
  static override args = { text: Args.string({ description: "in your words" }) };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevResolve);
    const answer = await sendVerb({
      verb: "sev.resolve",
      args: { text: args.text },
      drill: flags.drill,
    });
    this.answer(answer, flags.json);
  }
}
