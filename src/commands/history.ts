import { Args, Flags } from "@oclif/core";
import { findPaths } from "../register/paths.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class History extends GamedayCommand {
  static override summary = "List past runs and their trends.";
  static override description = `Runs of this machine and of reports/runs in this folder. Trends contain comparable runs: the same
scenario, version, variant, parameters and time scale, by the same kind of player. Runs with a deleted or damaged folder are listed and skipped.`;
  static override examples = [
    "<%= config.bin %> history",
    "<%= config.bin %> history hot-mysql",
    "<%= config.bin %> history region-failure/gray --last 100",
    "<%= config.bin %> history --json",
  ];
  static override args = {
    scenario: Args.string({
      description: "one scenario's name, or scenario/variant (default: all)",
    }),
  };
  static override flags = {
    last: Flags.integer({ description: "number of runs to show", default: 20, min: 1 }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(History);
    const { history } = await import("../app/report/history.ts");
    const found = history(findPaths(process.env, process.cwd()), args.scenario);
    if (flags.json) return this.printJson({ type: "history", v: 1, ...found });
    const { historyLines } = await import("../terminal/history-lines.ts");
    for (const line of historyLines(
      { ...found, asked: args.scenario },
      { last: flags.last, width: process.stdout.isTTY ? process.stdout.columns : 200 },
      this.out,
    ))
      this.print(line);
    if (found.runs.length > 1) this.say(`next    ${nextCommands(found.runs).join("    ")}`);
    else if (found.runs.length === 0) this.say("next    gameday run hot-mysql");
  }
}

/** The two newest runs compared, and the newest report. */
function nextCommands(runs: readonly { readonly drill: string }[]): readonly string[] {
  const [older, newer] = runs.slice(-2).map(({ drill }) => drill);
  return [`gameday compare ${older} ${newer}`, `gameday report open ${newer}`];
}
