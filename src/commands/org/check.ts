import { Flags } from "@oclif/core";
import { GamedayCommand } from "../../terminal/command.ts";

export default class OrgCheck extends GamedayCommand {
  static override summary = "Check your organisation file, and show what is missing or weak.";
  static override description =
    "A mistake in the file is an error. What is only weak is listed with what to write and the drill that would show it; the exit code is 0.";
  static override examples = ["<%= config.bin %> org check", "<%= config.bin %> org check --json"];
  static override flags = {
    org: Flags.string({
      description:
        "an organisation file or a preset (default: gameday/org.yaml in or above this folder, gremlin)",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(OrgCheck);
    const { checkedOrganisation } = await import("../../app/org/check.ts");
    const { id, why, weak } = checkedOrganisation(process.cwd(), flags.org);
    if (flags.json) return this.printJson({ type: "organisation-check", v: 1, id, why, weak });
    this.print(`${this.out.glyph.good} ${id} is valid (${why})`);
    for (const { step, text, help, drill } of weak) {
      this.print(`${this.out.glyph.warn} ${step.padEnd(10)} ${text}`);
      this.print(`             write: ${help}   shown by: ${drill}`);
    }
  }
}
