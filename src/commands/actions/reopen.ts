import { Args } from "@oclif/core";
import { actionDrillFlag } from "../../terminal/action-flags.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ActionsReopen extends GamedayCommand {
  static override summary = "Take up a corrective action again that was called done or waived.";
  static override description =
    "The reason is in the report. Exit codes: 0 open again, 64 refused.";
  static override examples = ['<%= config.bin %> actions reopen a1 "it is needed after all"'];
  static override args = {
    id: Args.string({
      required: true,
      description: "its id, or the name that the scenario gives it",
    }),
    why: Args.string({ required: true, description: "why, in quotes" }),
  };
  static override flags = { drill: actionDrillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ActionsReopen);
    const { onAction } = await import("../../app/review/on-action.ts");
    const { whyCommand } = await import("../../app/review/wish.ts");
    this.answer(await onAction(flags.drill, whyCommand("reopen", args.id, args.why)), flags.json);
  }
}
