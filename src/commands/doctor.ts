import { Args, Flags } from "@oclif/core";
import { doctor } from "../app/doctor/doctor.ts";
import { exitCode } from "../kernel/exit-code.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Doctor extends GamedayCommand {
  static override summary =
    "Check that this machine can run drills, and how to fix what is missing.";
  static override description = `One line for each requirement. A missing optional part is not a failure.

EXIT CODES
  0 drills can run   69 a required part is missing`;
  static override examples = [
    "<%= config.bin %> doctor",
    "<%= config.bin %> doctor ./mine.yaml",
    "<%= config.bin %> doctor --verbose",
    "<%= config.bin %> doctor --json",
  ];
  static override args = {
    scenario: Args.string({ description: "a scenario, to show the container images that it uses" }),
  };

  static override flags = {
    verbose: Flags.boolean({
      description: "also show paths, versions and reasons",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Doctor);
    const checks = await doctor(process.env, process.cwd(), args.scenario);
    const failed = checks.some(({ state }) => state === "fail");
    if (flags.json) this.printJson({ type: "doctor", v: 1, ok: !failed, checks });
    else {
      const width = Math.max(...checks.map(({ name }) => name.length));
      const none = this.out.unicode ? "–" : "-";
      for (const { name, state, brief, detail, fix } of checks) {
        const mark = {
          ok: this.out.glyph.good,
          missing: none,
          warn: this.out.glyph.warn,
          fail: this.out.glyph.bad,
        }[state];
        const tone = ({ ok: "good", missing: "dim", warn: "warn", fail: "bad" } as const)[state];
        const advice = fix === undefined || (state === "ok" && !flags.verbose) ? "" : `   ${fix}`;
        this.print(`${this.out.paint(tone, mark)} ${name.padEnd(width)}  ${brief}${advice}`);
        if (flags.verbose && detail !== brief)
          this.print(
            `${" ".repeat(width + 4)}${detail.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`,
          );
      }
    }
    if (failed) this.leave(exitCode.notReady);
  }
}
