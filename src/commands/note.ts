import { Args } from "@oclif/core";
import { sendVerb } from "../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Note extends GamedayCommand {
  static override summary = "Write a line into the timeline.";
  static override examples = ['<%= config.bin %> note "the dashboard for db is empty"'];
  static override args = {
    text: Args.string({ required: true, description: "what you want to remember" }),
  };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Note);
    this.answer(
      await sendVerb({ verb: "note", args: { text: args.text }, drill: flags.drill }),
      flags.json,
    );
  }
}
