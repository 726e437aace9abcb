import { Flags } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ActionsExport extends GamedayCommand {
  static override summary = "Write corrective actions to a file for a spreadsheet, GitHub or Jira.";
  static override description = `csv: everything, for a spreadsheet. github: a line of JSON for each open action, for gh api. jira: a CSV file for
Jira's importer, with the open ones; its date format is yyyy-MM-dd. How to import them: docs/review.md. Exit codes: 0, or 64 refused.`;
  static override examples = [
    "<%= config.bin %> actions export --format csv > actions.csv",
    "<%= config.bin %> actions export --format github --drill 7f3a --out issues.jsonl",
    "<%= config.bin %> actions export --format jira --out actions.csv",
  ];
  static override flags = {
    format: Flags.string({
      required: true,
      description: "for which tool",
      options: ["csv", "github", "jira"],
    }),
    out: Flags.string({ description: "the file to write (default: print it)" }),
    open: Flags.boolean({
      description: "only those neither done, verified nor waived",
      default: false,
    }),
    due: Flags.boolean({ description: "only open ones whose day has come", default: false }),
    drill: Flags.string({ description: "one drill's: its id or a part of it" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ActionsExport);
    const { exportActions } = await import("../../app/review/export-actions.ts");
    const { text, file, count, left, skipped, next } = exportActions(
      findPaths(process.env, process.cwd()),
      process.cwd(),
      flags,
    );
    this.warnings(skipped);
    if (flags.json)
      return this.printJson({
        type: "export",
        v: 1,
        format: flags.format,
        count,
        left,
        file: file ?? null,
        text,
      });
    if (file === undefined) this.data(text.replace(/\n$/, ""));
    else this.print(file);
    this.say(
      `actions ${count} exported${left === 0 ? "" : `, ${left} left out that are not open`}`,
    );
    if (next !== undefined) this.say(`next    ${next}`);
  }
}
