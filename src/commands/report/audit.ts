import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ReportAudit extends GamedayCommand {
  static override summary =
    "Check a drill's verdict against its journal and the access logs of its run folder.";
  static override description = `The audit counts everything again and shares no code with what measures and judges a drill. It needs the access log of the component
that users talk to: a JSON line for each request with ts, path and status. If there is none, the result is "cannot tell".
Exit codes: 0 the audit agrees, 1 it disagrees, 2 it cannot tell.`;
  static override examples = [
    "<%= config.bin %> report audit",
    "<%= config.bin %> report audit 2026-11-21-hot-mysql-7f3a",
    "<%= config.bin %> report audit reports/runs/2026-11-21-hot-mysql-7f3a --json",
  ];
  static override args = {
    drill: Args.string({
      description: "a drill's id, a part of it, or its run folder (default: the newest)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReportAudit);
    const { auditRun, exitOfAudit } = await import("../../app/report/audit.ts");
    const audit = await auditRun(findPaths(process.env, process.cwd()), args.drill, process.cwd());
    this.leave(exitOfAudit(audit));
    if (flags.json) return this.printJson({ type: "audit", v: 1, ...audit });
    const { auditLines } = await import("../../terminal/audit-lines.ts");
    for (const line of auditLines(audit)) this.print(line);
  }
}
