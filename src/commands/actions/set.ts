import { Args, Flags } from "@oclif/core";
import { actionDrillFlag, actionFlags } from "../../terminal/action-flags.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ActionsSet extends GamedayCommand {
  static override summary = "Change a corrective action: owner, due date, priority, link, text.";
  static override description = "What is not given stays. Exit codes: 0 changed, 64 refused.";
  static override examples = [
    "<%= config.bin %> actions set a1 --owner ana --due 2026-12-04",
    "<%= config.bin %> actions set cost-limit --drill 7f3a --priority should",
  ];
  static override args = {
    id: Args.string({
      required: true,
      description: "its id, or the name that the scenario gives it",
    }),
  };
  static override flags = {
    text: Flags.string({ description: "what is to be done" }),
    ...actionFlags,
    drill: actionDrillFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ActionsSet);
    const { onAction } = await import("../../app/review/on-action.ts");
    const { changeCommand } = await import("../../app/review/wish.ts");
    this.answer(await onAction(flags.drill, changeCommand(args.id, flags)), flags.json);
  }
}
