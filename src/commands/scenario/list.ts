import { Flags } from "@oclif/core";
import { listScenarios } from "../../app/list-scenarios.ts";
import { findPaths } from "../../app/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ScenarioList extends GamedayCommand {
  static override summary = "List the incidents that come with Gameday.";
  static override examples = ["<%= config.bin %> scenario list", "<%= config.bin %> scenario list --json"];

  static override flags = { variants: Flags.boolean({ description: "name the variants, which says something about what breaks", default: false }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(ScenarioList);
    const scenarios = listScenarios(findPaths(process.env, process.cwd()));
    if (flags.json) return this.printJson(scenarios);
    const width = Math.max(...scenarios.map(({ id }) => id.length));
    for (const { id, title, kind, difficulty, variants } of scenarios) {
      this.print(`${id.padEnd(width)}  ${kind.padEnd(5)}  ${"*".repeat(difficulty).padEnd(5)}  ${title}`);
      if (flags.variants && variants.length > 0) this.print(`${" ".repeat(width)}  variants: ${variants.map((name, index) => (index === 0 ? `${name} (runs when none is named)` : name)).join(", ")}`);
      else if (variants.length > 1) this.print(`${" ".repeat(width)}  ${variants.length} variants`);
    }
    this.say(`next    gameday run <name>    gameday scenario show <name>${flags.variants ? "    gameday run <name> --variant <variant>" : "    gameday scenario list --variants"}`);
  }
}
