import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevAck extends GamedayCommand {
  static override summary = "Acknowledge the page.";
  static override examples = ["<%= config.bin %> sev ack"];
  static override args = { text: Args.string({ description: "in your words" }) };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevAck);
    const answer = await sendVerb({
      verb: "sev.ack",
      args: { text: args.text },
      drill: flags.drill,
    });
    this.answer(answer, flags.json);
  }
}
