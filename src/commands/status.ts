import { status } from "../app/verb/status.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Status extends GamedayCommand {
  static override summary = "Show running drills, and what crashed ones left behind.";
  static override examples = ["<%= config.bin %> status", "<%= config.bin %> status --json"];
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const { data, lines } = await status(flags.drill);
    if (flags.json) return this.printJson(data);
    for (const line of lines) this.print(line);
  }
}
