import { setupMysql } from "../../setup/mysql.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { withSteps } from "../../terminal/steps.ts";

export default class SetupMysql extends GamedayCommand {
  static override summary = "Find a MySQL-compatible server, or unpack one into Gameday's cache.";
  static override description =
    "No root, no service started, nothing outside the cache. If that is not possible, it prints the install command for this system.";
  static override examples = ["<%= config.bin %> setup mysql"];

  async run(): Promise<void> {
    const { flags } = await this.parse(SetupMysql);
    const server = await withSteps((onStep) => setupMysql(onStep));
    if (flags.json) return this.printJson({ type: "setup", v: 1, ...server });
    this.print(
      `${this.out.glyph.good} ${server.flavour} ${server.version}  ${server.daemon}  (${server.source})`,
    );
  }
}
