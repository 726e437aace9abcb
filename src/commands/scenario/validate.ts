import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ScenarioValidate extends GamedayCommand {
  static override summary = "Check a scenario file and list every mistake with its line.";
  static override examples = [
    "<%= config.bin %> scenario validate mine.yaml",
    "<%= config.bin %> scenario validate hot-mysql --json",
  ];
  static override args = {
    scenario: Args.string({
      required: true,
      description: "a file, or the name of a shipped scenario",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScenarioValidate);
    const { validateScenario } = await import("../../app/scenario/load.ts");
    const { scenario, variants, warnings, file } = validateScenario(
      findPaths(process.env, process.cwd()),
      args.scenario,
      process.cwd(),
    );
    if (flags.json)
      return this.printJson({
        type: "valid",
        v: 1,
        id: scenario.id,
        kind: scenario.kind,
        variants,
        file,
        warnings: warnings.map(({ code, message, place }) => ({
          code,
          message,
          place: place ?? null,
        })),
      });
    this.warnings(warnings);
    this.print(
      `${this.out.glyph.good} ${scenario.id} is a valid ${scenario.kind}${variants.length === 0 ? "" : ` with ${variants.length} variants: ${variants.join(", ")}`}`,
    );
    this.say(`next    gameday run ${args.scenario} --dry-run`);
  }
}
