import { Args, Flags } from "@oclif/core";
import { setupImages } from "../../setup/images.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { remoteEngineFlag } from "../../terminal/stage-flags.ts";
import { withSteps } from "../../terminal/steps.ts";

export default class SetupImages extends GamedayCommand {
  static override summary = "Provide the container images of --runtime docker.";
  static override description = `Keeps existing images, pulls missing ones, and builds those that cannot be pulled from Debian packages and Go modules.
Parts: mysql, mariadb, toxiproxy, postgres, redis, haproxy, k6, node, app. Any image can be another one: GAMEDAY_IMAGE_MYSQL=mariadb:10.11`;
  static override examples = [
    "<%= config.bin %> setup images",
    "<%= config.bin %> setup images --pull",
    "<%= config.bin %> setup images --build mysql mariadb app",
  ];
  static override strict = false;
  static override args = {
    part: Args.string({
      description: "which images; several may follow (default: all that the shipped drills need)",
    }),
  };
  static override flags = {
    pull: Flags.boolean({
      description: "pull them, and fail where that does not work",
      default: false,
      exclusive: ["build"],
    }),
    build: Flags.boolean({
      description: "build them, even where they could be pulled",
      default: false,
    }),
    "allow-remote-engine": remoteEngineFlag,
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(SetupImages);
    const unasked = flags.build ? "build" : "auto";
    const how = flags.pull ? "pull" : unasked;
    const images = await withSteps((onStep) =>
      setupImages({
        parts: argv.map(String),
        how,
        allowRemote: flags["allow-remote-engine"],
        onStep,
      }),
    );
    if (flags.json) return this.printJson({ type: "setup", v: 1, images });
    for (const { part, image, source } of images)
      this.print(`${this.out.glyph.good} ${part}  ${image}  (${source})`);
  }
}
