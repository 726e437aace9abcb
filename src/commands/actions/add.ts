import { Args } from "@oclif/core";
import { actionDrillFlag, actionFlags } from "../../terminal/action-flags.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ActionsAdd extends GamedayCommand {
  static override summary = "Add a corrective action to a drill.";
  static override description =
    "Type prevent and priority should, where not said otherwise. Exit codes: 0 added, 64 refused.";
  static override examples = [
    '<%= config.bin %> actions add "Alert on slow queries" --type detect --priority must --owner ana --due 2026-12-04',
    '<%= config.bin %> actions add "Write the runbook" --drill 7f3a --link https://tracker.example.com/OPS-12',
  ];
  static override args = {
    text: Args.string({ required: true, description: "what is to be done, in quotes" }),
  };
  static override flags = { ...actionFlags, drill: actionDrillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ActionsAdd);
    const { onAction } = await import("../../app/review/on-action.ts");
    const { addCommand } = await import("../../app/review/wish.ts");
    this.answer(await onAction(flags.drill, addCommand(args.text, flags)), flags.json);
  }
}
