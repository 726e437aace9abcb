import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ReportOpen extends GamedayCommand {
  static override summary = "Open a drill's postmortem in the browser.";
  static override description = "If there is no desktop, it prints the path.";
  static override examples = [
    "<%= config.bin %> report open",
    "<%= config.bin %> report open 2026-11-21-hot-mysql-7f3a",
  ];
  static override args = {
    drill: Args.string({
      description: "a drill's id, a part of it, or its run folder (default: the newest)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReportOpen);
    const { findRun, openPage, postmortemOf } = await import("../../register/find-run.ts");
    const { realClock } = await import("../../register/real-clock.ts");
    const paths = findPaths(process.env, process.cwd());
    const run = findRun(paths, args.drill, process.cwd());
    const { page, opened } = openPage(
      await postmortemOf(paths, run, realClock, (line) => this.say(line)),
      process.stdout.isTTY && !flags.json,
    );
    if (flags.json) return this.printJson({ type: "report", v: 1, drill: run.drill, page, opened });
    this.print(page);
  }
}
