import { Args, Flags } from "@oclif/core";
import { stopDrills } from "../app/stop.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Stop extends GamedayCommand {
  static override summary = "Heal a drill and end it, whether it lives or is dead.";
  static override description = "Safe to repeat. It undoes every open fault, takes the stack down, and proves that nothing is left.";
  static override aliases = ["recover"];
  static override examples = ["<%= config.bin %> stop", "<%= config.bin %> stop 2026-11-21-hot-mysql-7f3a", "<%= config.bin %> stop --all"];
  static override args = { drill: Args.string({ description: "which drill; all that are there without it when there is but one" }) };
  static override flags = { all: Flags.boolean({ description: "every drill of this user", default: false }), reason: Flags.string({ description: "why, for the journal" }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stop);
    const stopped = await stopDrills({ drill: args.drill, all: flags.all, reason: flags.reason ?? "gameday stop", say: (text) => this.say(text) });
    if (flags.json) this.printJson(stopped.data);
    else for (const line of stopped.lines) this.print(line);
    this.leave(stopped.exit);
  }
}
