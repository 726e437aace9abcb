import { Args, Flags } from "@oclif/core";
import { findPaths } from "../register/paths.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Compare extends GamedayCommand {
  static override summary = "Compare two runs of the same drill side by side.";
  static override description = `Runs are comparable if they have the same scenario, version, variant, parameters and time scale; otherwise it says
why not. With --html it writes one page with both runs on one time axis.`;
  static override examples = [
    "<%= config.bin %> compare 7f3a 7f3a-2",
    "<%= config.bin %> compare 2026-11-21-hot-mysql-7f3a 2026-11-28-hot-mysql-09c1 --html compared.html",
    "<%= config.bin %> compare 7f3a 7f3a-2 --json",
  ];
  static override args = {
    first: Args.string({
      required: true,
      description: "a drill's id, a part of it, or its run folder",
    }),
    second: Args.string({ required: true, description: "the run to compare it with" }),
  };
  static override flags = {
    html: Flags.string({ description: "write one self-contained page to this file" }),
    anyway: Flags.boolean({
      description: "compare runs even if they are not comparable",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Compare);
    const { compare } = await import("../app/report/compare.ts");
    const compared = compare(findPaths(process.env, process.cwd()), process.cwd(), {
      ...args,
      ...flags,
      html: flags.html,
    });
    if (flags.json)
      return this.printJson({ type: "comparison", v: 1, ...compared, page: compared.page ?? null });
    const { compareLines } = await import("../terminal/compare-lines.ts");
    for (const line of compareLines(
      compared,
      process.stdout.isTTY ? process.stdout.columns : 200,
      this.out,
    ))
      this.print(line);
    if (compared.page !== undefined) this.print(compared.page);
    else this.say(`next    gameday compare ${args.first} ${args.second} --html compared.html`);
  }
}
