import { sendVerb } from "../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Unpause extends GamedayCommand {
  static override summary = "Go on with a paused drill.";
  static override description =
    "The seconds in which the stack wakes up are left out of every measurement.";
  static override examples = ["<%= config.bin %> unpause"];
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(Unpause);
    this.answer(await sendVerb({ verb: "unpause", args: {}, drill: flags.drill }), flags.json);
  }
}
