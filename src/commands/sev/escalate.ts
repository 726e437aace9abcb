import { Args } from "@oclif/core";
import { sendVerb } from "../../app/verb/send.ts";
import { drillFlag, GamedayCommand } from "../../terminal/command.ts";

export default class SevEscalate extends GamedayCommand {
  static override summary = "Change the level of the incident.";
  static override examples = [
    '<%= config.bin %> sev escalate 0 "both services are below their objective"',
  ];
  static override args = {
    level: Args.integer({ required: true, description: "the new severity" }),
    why: Args.string({ required: true, description: "the reason" }),
  };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SevEscalate);
    this.answer(
      await sendVerb({
        verb: "sev.escalate",
        args: { level: args.level, why: args.why },
        drill: flags.drill,
      }),
      flags.json,
    );
  }
}
