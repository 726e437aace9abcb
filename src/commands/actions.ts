import { Flags } from "@oclif/core";
import { findPaths } from "../register/paths.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Actions extends GamedayCommand {
  static override summary = "List the corrective actions of all drills, the earliest due first.";
  static override description = `They are in reports/actions, one file for each drill, and stay there when run folders are deleted. Damaged files are
named and skipped. Exit codes: 0, or 64 when no such drill has actions.`;
  static override examples = [
    "<%= config.bin %> actions",
    "<%= config.bin %> actions --open",
    "<%= config.bin %> actions --due --json",
    "<%= config.bin %> actions --drill 7f3a",
  ];
  static override flags = {
    open: Flags.boolean({
      description: "only those neither done, verified nor waived",
      default: false,
    }),
    due: Flags.boolean({ description: "only open ones whose day has come", default: false }),
    drill: Flags.string({ description: "one drill's: its id or a part of it" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Actions);
    const { listActions } = await import("../app/review/actions.ts");
    const { actions, skipped } = listActions(findPaths(process.env, process.cwd()), flags);
    this.warnings(skipped);
    if (flags.json)
      return this.printJson({
        type: "actions",
        v: 1,
        actions,
        skipped: skipped.map(({ code, message, place }) => ({ code, message, place })),
      });
    const { actionLines } = await import("../terminal/review-lines.ts");
    const width = process.stdout.isTTY ? process.stdout.columns : 200;
    for (const line of actionLines(actions, width, this.out)) this.print(line);
    const [first] = actions;
    this.say(
      first === undefined
        ? "next    gameday review"
        : `next    gameday actions set ${first.id} --drill ${first.drill} --owner NAME --due YYYY-MM-DD`,
    );
  }
}
