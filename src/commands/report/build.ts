import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ReportBuild extends GamedayCommand {
  static override summary = "Rebuild a drill's report from its journal.";
  static override description = "The same version gives the same bytes.";
  static override examples = [
    "<%= config.bin %> report build",
    "<%= config.bin %> report build 2026-11-21-hot-mysql-7f3a",
    "<%= config.bin %> report build reports/runs/2026-11-21-hot-mysql-7f3a",
  ];
  static override args = {
    drill: Args.string({
      description: "a drill's id, a part of it, or its run folder (default: the newest)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReportBuild);
    const { findRun } = await import("../../register/find-run.ts");
    const { buildRun } = await import("../../app/report/build.ts");
    const paths = findPaths(process.env, process.cwd());
    const run = findRun(paths, args.drill, process.cwd());
    const { files, judgement } = await buildRun(paths, run.runFolder);
    if (flags.json)
      return this.printJson({
        type: "report",
        v: 1,
        drill: run.drill,
        verdict: judgement.verdict,
        reason: judgement.reason,
        files,
      });
    for (const file of files) this.print(file);
  }
}
