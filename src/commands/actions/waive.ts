import { Args } from "@oclif/core";
import { actionDrillFlag } from "../../terminal/action-flags.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ActionsWaive extends GamedayCommand {
  static override summary = "Waive a corrective action or its rerun, with the reason.";
  static override description = "The reason is in the report. Exit codes: 0 waived, 64 refused.";
  static override examples = [
    '<%= config.bin %> actions waive a1 "the service is switched off in March"',
  ];
  static override args = {
    id: Args.string({
      required: true,
      description: "its id, or the name that the scenario gives it",
    }),
    why: Args.string({ required: true, description: "why, in quotes" }),
  };
  static override flags = { drill: actionDrillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ActionsWaive);
    const { onAction } = await import("../../app/review/on-action.ts");
    const { whyCommand } = await import("../../app/review/wish.ts");
    this.answer(await onAction(flags.drill, whyCommand("waive", args.id, args.why)), flags.json);
  }
}
