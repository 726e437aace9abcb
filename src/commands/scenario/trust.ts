import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ScenarioTrust extends GamedayCommand {
  static override summary = "Record the programs that a scenario brings, so that it can run in CI.";
  static override description = `Writes gameday.trust beside the scenario: a digest of its programs and k6 scripts, with their parameters' defaults. Commit it with
them. A run with no terminal accepts the programs as they are now; after a change it refuses until the digest is written again.`;
  static override examples = ["<%= config.bin %> scenario trust ./gameday/first.yaml"];
  static override args = {
    scenario: Args.string({ required: true, description: "a scenario's file" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScenarioTrust);
    const { trustScenario } = await import("../../app/scenario/trust-scenario.ts");
    const { file, programs } = trustScenario(
      findPaths(process.env, process.cwd()),
      args.scenario,
      process.cwd(),
    );
    if (flags.json) return this.printJson({ type: "trusted", v: 1, file: file ?? null, programs });
    if (file === undefined)
      return this.print(`${args.scenario} brings no programs: it needs no trust`);
    this.print(`${this.out.glyph.good} ${file} accepts ${programs.join(", ")} as they are now`);
  }
}
