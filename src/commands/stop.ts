import { Args, Flags } from "@oclif/core";
import { releaseDrills, stopDrills } from "../app/stop.ts";
import { GamedayError } from "../kernel/error.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Stop extends GamedayCommand {
  static override summary = "Stop a drill and undo everything it broke, even if it has crashed.";
  static override description = `Safe to repeat. It undoes every open fault, takes the stack down, and proves that nothing is left.
A container of yours that is gone, or that cannot be healed, is given up with --forget: what remains of it is written down, and later runs go on.
With --hold it is the stop switch: every drill of this user ends, and none begins until --release.`;
  static override aliases = ["recover"];
  static override examples = ["<%= config.bin %> stop", "<%= config.bin %> stop 2026-11-21-hot-mysql-7f3a", "<%= config.bin %> stop --all", '<%= config.bin %> stop --all --hold --reason "the shop is down for real"', "<%= config.bin %> stop --release", "<%= config.bin %> stop --forget web"];
  static override args = { drill: Args.string({ description: "which drill (default: the only one there is)" }) };
  static override flags = {
    all: Flags.boolean({ description: "every drill of this user", default: false }),
    hold: Flags.boolean({ description: "end all, and let no new one begin until --release", default: false }),
    forget: Flags.string({ description: "a container of yours to give up if it cannot be healed: its name, or its component's" }),
    release: Flags.boolean({ description: "let drills begin again", default: false }),
    reason: Flags.string({ description: "why, for the journal and for those whom --hold refuses" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stop);
    if (flags.release) {
      if (flags.all || flags.hold || flags.forget !== undefined || args.drill !== undefined) throw new GamedayError("GD-C001", "--release ends no drill, it lets new ones begin; say it alone");
      const released = releaseDrills(flags.reason ?? "gameday stop --release");
      return flags.json ? this.printJson(released.data) : released.lines.forEach((line) => this.print(line));
    }
    if (flags.hold && flags.reason === undefined) throw new GamedayError("GD-C001", "--hold needs a reason, for those whom it refuses", { hint: 'gameday stop --all --hold --reason "the shop is down for real"' });
    if (flags.hold && args.drill !== undefined) throw new GamedayError("GD-C001", "--hold ends every drill; it cannot be for one", { hint: `end that one: gameday stop ${args.drill}` });
    if (flags.forget !== undefined && (flags.all || flags.hold)) throw new GamedayError("GD-C001", "--forget is for one drill", { hint: `gameday stop --forget ${flags.forget} DRILL` });
    const stopped = await stopDrills({ drill: args.drill, all: flags.all, hold: flags.hold, reason: flags.reason ?? "gameday stop", forget: flags.forget, say: (text) => this.say(text) });
    if (flags.json) this.printJson(stopped.data);
    else for (const line of stopped.lines) this.print(line);
    this.leave(stopped.exit);
  }
}
