import { setupProgram } from "../../setup/program.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { withSteps } from "../../terminal/steps.ts";

export default class SetupPostgres extends GamedayCommand {
  static override summary = "Find a PostgreSQL server, or unpack one into Gameday's cache.";
  static override description =
    "Drills with a component of the kind postgres need it. No root, no service started, nothing outside the cache.";
  static override examples = ["<%= config.bin %> setup postgres"];

  async run(): Promise<void> {
    const { flags } = await this.parse(SetupPostgres);
    const server = await withSteps((onStep) => setupProgram("postgres", onStep));
    if (flags.json) return this.printJson({ type: "setup", v: 1, ...server });
    this.print(
      `${this.out.glyph.good} PostgreSQL ${server.version}  ${server.program}  (${server.source})`,
    );
  }
}
