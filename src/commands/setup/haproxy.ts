import { setupProgram } from "../../setup/program.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { withSteps } from "../../terminal/steps.ts";

export default class SetupHaproxy extends GamedayCommand {
  static override summary = "Find HAProxy, or unpack one into Gameday's cache.";
  static override description =
    "Drills with a load balancer need it. No root, no service started, nothing outside the cache.";
  static override examples = ["<%= config.bin %> setup haproxy"];

  async run(): Promise<void> {
    const { flags } = await this.parse(SetupHaproxy);
    const server = await withSteps((onStep) => setupProgram("haproxy", onStep));
    if (flags.json) return this.printJson({ type: "setup", v: 1, ...server });
    this.print(
      `${this.out.glyph.good} HAProxy ${server.version}  ${server.program}  (${server.source})`,
    );
  }
}
