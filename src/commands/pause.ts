import { Args } from "@oclif/core";
import { sendVerb } from "../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Pause extends GamedayCommand {
  static override summary = "Let a drill stand still: its load, its clock and its stack.";
  static override description = `For a drill that people play: a break, a question, a fire alarm. No target, cadence or impact runs on. It goes on with
unpause, or by itself when its pauses have taken ten minutes together.`;
  static override examples = [
    "<%= config.bin %> pause",
    '<%= config.bin %> pause "the room is needed for five minutes"',
  ];
  static override args = { reason: Args.string({ description: "why, for the timeline" }) };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Pause);
    this.answer(
      await sendVerb({
        verb: "pause",
        args: args.reason === undefined ? {} : { reason: args.reason },
        drill: flags.drill,
      }),
      flags.json,
    );
  }
}
