import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevAssign extends GamedayCommand {
  static override summary = "Give a role to somebody.";
  static override examples = ["<%= config.bin %> sev assign scribe ana"];
  static override args = {
    role: Args.string({ required: true, description: "IMOC, TLOC, scribe, liaison, deputy" }),
    to: Args.string({ required: true, description: "who" }),
  };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevAssign);
    this.answer(
      await sendVerb({
        verb: "sev.assign",
        args: { role: args.role, to: args.to },
        drill: flags.drill,
      }),
      flags.json,
    );
  }
}
