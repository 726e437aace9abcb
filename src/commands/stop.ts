import { Args, Flags } from "@oclif/core";
import { releaseDrills, stopDrills } from "../app/verb/stop.ts";
import { GamedayError } from "../kernel/error.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Stop extends GamedayCommand {
  static override summary = "Stop a drill and undo everything it broke, even if it has crashed.";
  static override description = `Safe to repeat. It undoes every open fault, takes the stack down, and checks that nothing is left.
Use --forget to give up a container of yours that is gone or cannot be healed: what remains of it is recorded, and later runs can start.
Leftovers of another register, or of a drill without an entry in this one, are reported and left alone. --strays removes those whose
time is over by the clock of the kernel or the engine, or the one given by its full id.
Anyone in a drill may use --real-emergency: it ends immediately, is healed, and says so in its report. Its verdict is
unknown, so gameday run exits with 2.
With --hold it is the stop switch: every drill of this register ends, and none starts until --release.`;
  static override aliases = ["recover"];
  static override examples = [
    "<%= config.bin %> stop",
    "<%= config.bin %> stop 2026-11-21-hot-mysql-7f3a",
    "<%= config.bin %> stop --all",
    '<%= config.bin %> stop --real-emergency "the real shop is down"',
    '<%= config.bin %> stop --all --hold --reason "the shop is down for real"',
    "<%= config.bin %> stop --release",
    "<%= config.bin %> stop --forget web",
    "<%= config.bin %> stop --strays",
    "<%= config.bin %> stop 2026-11-21-hot-mysql-7f3a --elsewhere",
  ];
  static override args = {
    drill: Args.string({
      description:
        "drill to stop: its id or the beginning of a part of it (default: the only open drill)",
    }),
  };
  static override flags = {
    all: Flags.boolean({ description: "every drill of this register", default: false }),
    strays: Flags.boolean({
      description:
        "remove leftovers of drills unknown to this register: those past their time, or one given by its full id",
      default: false,
    }),
    elsewhere: Flags.boolean({
      description:
        "the host or pid namespace in which the named drill ran is gone: heal it from here",
      default: false,
    }),
    hold: Flags.boolean({
      description: "stop all drills and block new ones until --release",
      default: false,
    }),
    forget: Flags.string({
      description:
        "container of yours to give up if it cannot be healed: its name, or its component's",
    }),
    release: Flags.boolean({ description: "allow drills again", default: false }),
    "real-emergency": Flags.string({
      description:
        "what happened in the real world: ends the drill for everyone, and its verdict is unknown",
    }),
    reason: Flags.string({
      description: "reason, for the journal and for users whom --hold blocks",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stop);
    const asked: Asked = { ...flags, emergency: flags["real-emergency"], drill: args.drill };
    if (flags.release) return this.release(asked);
    const wrong = mistakeIn(asked);
    if (wrong !== undefined) throw wrong;
    const stopped = await stopDrills({
      drill: args.drill,
      all: flags.all,
      hold: flags.hold,
      strays: flags.strays,
      elsewhere: flags.elsewhere,
      reason: flags.reason ?? "gameday stop",
      emergency: flags["real-emergency"],
      forget: flags.forget,
      say: (text) => this.say(text),
    });
    if (flags.json) this.printJson(stopped.data);
    else for (const line of stopped.lines) this.print(line);
    this.leave(stopped.exit);
  }

  private release(asked: Asked): void {
    const { all, hold, strays, elsewhere, forget, drill, reason, json } = asked;
    if (all || hold || strays || elsewhere || forget !== undefined || drill !== undefined)
      throw new GamedayError(
        "GD-C001",
        "--release cannot be combined with other options: it only allows new drills",
      );
    const released = releaseDrills(reason ?? "gameday stop --release");
    if (json) this.printJson(released.data);
    else for (const line of released.lines) this.print(line);
  }
}

/** What was typed. */
interface Asked {
  readonly drill: string | undefined;
  readonly all: boolean;
  readonly strays: boolean;
  readonly elsewhere: boolean;
  readonly hold: boolean;
  readonly forget: string | undefined;
  readonly reason: string | undefined;
  readonly emergency: string | undefined;
  readonly json: boolean;
}

/** GD-C001 for flags that exclude each other; undefined when all is well. */
function mistakeIn(asked: Asked): GamedayError | undefined {
  const { drill, all, strays, elsewhere, hold, forget, reason, emergency } = asked;
  if (emergency !== undefined && (reason ?? forget) !== undefined)
    return new GamedayError(
      "GD-C001",
      "--real-emergency is the reason, and it ends the drill: --reason and --forget are for other ends",
    );
  if (hold && reason === undefined)
    return new GamedayError("GD-C001", "--hold needs a reason, for users whom it blocks", {
      hint: 'gameday stop --all --hold --reason "the shop is down for real"',
    });
  if (hold && drill !== undefined)
    return new GamedayError("GD-C001", "--hold ends every drill; it cannot be for one", {
      hint: `end that one: gameday stop ${drill}`,
    });
  if (forget !== undefined && (all || hold))
    return new GamedayError("GD-C001", "--forget is for one drill", {
      hint: `gameday stop --forget ${forget} DRILL`,
    });
  if (elsewhere && (drill === undefined || all || strays))
    return new GamedayError(
      "GD-C001",
      "--elsewhere is for one drill, named: only you know that the place where it ran is gone",
      { hint: "gameday status lists the drills" },
    );
  if (strays && (forget !== undefined || hold))
    return new GamedayError(
      "GD-C001",
      "--strays removes what belongs to no drill of this register; --forget and --hold are for those that do",
    );
  if (all && strays && drill !== undefined)
    return new GamedayError("GD-C001", "--all and a name exclude each other", {
      hint: `gameday stop --strays ${drill}`,
    });
  return undefined;
}
