import { Args, Flags } from "@oclif/core";
import { exitCode } from "../../kernel/exit-code.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class NotifyTest extends GamedayCommand {
  static override summary = "Send one marked text to the real targets of your organisation.";
  static override description = `Each target is tried once. A drill sends to them with gameday run --notify.

EXIT CODES
  0 all took it   69 one did not, or is not usable   64 a mistake in the organisation file`;
  static override examples = [
    "<%= config.bin %> notify test",
    "<%= config.bin %> notify test sevs",
    "<%= config.bin %> notify test --org gameday/org.yaml --json",
  ];
  static override args = {
    target: Args.string({ description: "which one (default: all)" }),
  };
  static override flags = {
    org: Flags.string({
      description:
        "an organisation file or a preset (default: gameday/org.yaml in or above this folder, gremlin)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NotifyTest);
    const { outcomeText, tryTargets } = await import("../../app/notify/try-targets.ts");
    const tried = await tryTargets(process.cwd(), process.env, {
      org: flags.org,
      target: args.target,
    });
    if (flags.json) this.printJson({ type: "notify-test", v: 1, targets: tried });
    else
      for (const { where, outcome } of tried) {
        const { good, bad } = this.out.glyph;
        this.print(`${outcome.is === "sent" ? good : bad} ${where}  ${outcomeText(outcome)}`);
      }
    if (tried.some(({ outcome }) => outcome.is !== "sent")) this.leave(exitCode.notReady);
  }
}
