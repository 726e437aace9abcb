import { setupProgram } from "../../setup/program.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { withSteps } from "../../terminal/steps.ts";

export default class SetupRedis extends GamedayCommand {
  static override summary = "Find a Redis server, or unpack one into Gameday's cache.";
  static override description =
    "Drills whose rate limiter shares its counters need it. No root, no service started, nothing outside the cache.";
  static override examples = ["<%= config.bin %> setup redis"];

  async run(): Promise<void> {
    const { flags } = await this.parse(SetupRedis);
    const server = await withSteps((onStep) => setupProgram("redis", onStep));
    if (flags.json) return this.printJson({ type: "setup", v: 1, ...server });
    this.print(
      `${this.out.glyph.good} Redis ${server.version}  ${server.program}  (${server.source})`,
    );
  }
}
