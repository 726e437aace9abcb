import { readBriefing } from "../app/verb/briefing.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Briefing extends GamedayCommand {
  static override summary = "Print the briefing of a running drill again.";
  static override description =
    "The system, your tools, who you are, the rules, and what ends it. It is also in the run folder: briefing.md.";
  static override examples = ["<%= config.bin %> briefing", "<%= config.bin %> briefing --json"];
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(Briefing);
    const briefing = readBriefing(flags.drill);
    if (flags.json) return this.printJson({ type: "briefing", v: 1, ...briefing });
    for (const line of briefing.text.trimEnd().split("\n")) this.print(line);
  }
}
