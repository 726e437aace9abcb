import { resolve } from "node:path";
import { Args, Flags } from "@oclif/core";
import { GamedayCommand } from "../terminal/command.ts";

export default class Init extends GamedayCommand {
  static override summary = "Write a first Test for your own system.";
  static override description = `Reads a compose file, or running containers, and writes gameday/first.yaml: the users' requests,
one safe fault, and the objectives. It breaks nothing; <%= config.bin %> run does, once you confirm it.`;
  static override examples = [
    "<%= config.bin %> init",
    "<%= config.bin %> init ../shop",
    "<%= config.bin %> init --compose docker-compose.staging.yml",
    "<%= config.bin %> init --container web --container api",
  ];
  static override args = {
    folder: Args.string({
      description: "folder of the compose file (default: this folder)",
      default: ".",
    }),
  };
  static override flags = {
    compose: Flags.string({
      description: "path of the compose file, if it has another name",
      exclusive: ["container"],
    }),
    container: Flags.string({
      description: "a running container, instead of a compose file; may be repeated",
      multiple: true,
    }),
    force: Flags.boolean({
      description: "overwrite an existing gameday/first.yaml",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Init);
    const { init } = await import("../app/scenario/init.ts");
    const done = await init({
      folder: resolve(args.folder),
      compose: flags.compose,
      containers: flags.container ?? [],
      force: flags.force,
    });
    if (flags.json) return this.printJson({ type: "init", v: 1, file: done.file, next: done.next });
    for (const line of done.found) this.say(`found   ${line}`);
    this.data(done.text.trimEnd());
    this.say(`wrote   ${done.file}`);
    for (const line of done.next) this.say(`next    ${line}`);
  }
}
