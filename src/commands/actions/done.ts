import { Args } from "@oclif/core";
import { actionDrillFlag } from "../../terminal/action-flags.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ActionsDone extends GamedayCommand {
  static override summary = "Call a corrective action done.";
  static override description =
    "A rerun that passes says more: gameday run … --rerun NAME --of DRILL. Exit codes: 0 done, 64 refused.";
  static override examples = [
    "<%= config.bin %> actions done a2",
    '<%= config.bin %> actions done a2 "alert is live since Tuesday" --drill 7f3a',
  ];
  static override args = {
    id: Args.string({
      required: true,
      description: "its id, or the name that the scenario gives it",
    }),
    text: Args.string({ description: "what was done" }),
  };
  static override flags = { drill: actionDrillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ActionsDone);
    const { onAction } = await import("../../app/review/on-action.ts");
    const { doneCommand } = await import("../../app/review/wish.ts");
    this.answer(await onAction(flags.drill, doneCommand(args.id, args.text)), flags.json);
  }
}
