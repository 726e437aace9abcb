import { listScenarios } from "../../app/list-scenarios.ts";
import { findPaths } from "../../app/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ScenarioList extends GamedayCommand {
  static override summary = "List the incidents that come with Gameday.";
  static override examples = ["<%= config.bin %> scenario list", "<%= config.bin %> scenario list --json"];

  async run(): Promise<void> {
    const { flags } = await this.parse(ScenarioList);
    const scenarios = listScenarios(findPaths(process.env, process.cwd()));
    if (flags.json) return this.printJson(scenarios);
    const width = Math.max(...scenarios.map(({ id }) => id.length));
    for (const { id, title, kind, difficulty } of scenarios) this.print(`${id.padEnd(width)}  ${kind.padEnd(5)}  ${"*".repeat(difficulty).padEnd(5)}  ${title}`);
    this.say("next    gameday run <name>    gameday scenario show <name>");
  }
}
