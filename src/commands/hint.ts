import { Args } from "@oclif/core";
import { sendVerb } from "../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Hint extends GamedayCommand {
  static override summary = "Ask for a hint. It costs points.";
  static override examples = ["<%= config.bin %> hint", "<%= config.bin %> hint who"];
  static override args = {
    about: Args.string({ description: "an evidence item (default: the next open one)" }),
  };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Hint);
    this.answer(
      await sendVerb({ verb: "hint", args: { about: args.about }, drill: flags.drill }),
      flags.json,
    );
  }
}
