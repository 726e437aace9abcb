import { Flags } from "@oclif/core";
import { joinDrill } from "../app/verb/join.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";
import { verbHelp } from "../terminal/verb-command.ts";

const help = verbHelp("join");

export default class Join extends GamedayCommand {
  static override summary = help.summary;
  static override description = help.description;
  static override examples = [...help.examples];
  static override flags = {
    name: Flags.string({ description: "your name in this drill" }),
    role: Flags.string({ description: "the role to claim" }),
    drill: drillFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Join);
    const { name, role } = flags;
    const { seat, ...answer } = await joinDrill({ name, role, drill: flags.drill });
    if (flags.json) return this.printJson({ type: "seat", v: 1, ...answer, seat });
    this.say(answer.text);
    for (const warning of answer.warnings ?? []) this.say(`${this.err.glyph.warn} ${warning}`);
    this.data(`export GAMEDAY_SEAT=${seat}`);
    if (process.stdout.isTTY)
      this.say(
        `paste that line into the shell that you type in, or: eval "$(gameday join --name ${name ?? "ana"})"`,
      );
    if (answer.next.length > 0) this.say(`next    ${answer.next.join("    ")}`);
  }
}
