import { setupTools } from "../../setup/tools.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { withSteps } from "../../terminal/steps.ts";

export default class SetupTools extends GamedayCommand {
  static override summary = "Build the real k6 and Toxiproxy into Gameday's cache.";
  static override description =
    "Needs Go; builds the versions that Gameday pins. Drills can also run on the built-in parts.";
  static override examples = ["<%= config.bin %> setup tools"];

  async run(): Promise<void> {
    const { flags } = await this.parse(SetupTools);
    const tools = await withSteps((onStep) => setupTools(onStep));
    if (flags.json) return this.printJson({ type: "setup", v: 1, tools });
    for (const { name, file, source } of tools)
      this.print(`${this.out.glyph.good} ${name}  ${file}  (${source})`);
  }
}
