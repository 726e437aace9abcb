import { Args } from "@oclif/core";
import { doctor } from "../app/doctor.ts";
import { exitCode } from "../kernel/exit-code.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Doctor extends GamedayCommand {
  static override summary = "Check what drills need here, and how to mend what is missing.";
  static override examples = ["<%= config.bin %> doctor", "<%= config.bin %> doctor ./mine.yaml", "<%= config.bin %> doctor --json"];
  static override args = { scenario: Args.string({ description: "a scenario, for the container images that it takes" }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Doctor);
    const checks = await doctor(process.env, process.cwd(), args.scenario);
    const failed = checks.some(({ state }) => state === "fail");
    if (flags.json) this.printJson({ type: "doctor", v: 1, ok: !failed, checks });
    else {
      const width = Math.max(...checks.map(({ name }) => name.length));
      for (const { name, state, detail, fix } of checks) {
        const mark = { ok: this.out.glyph.good, warn: this.out.glyph.warn, fail: this.out.glyph.bad }[state];
        const tone = ({ ok: "good", warn: "warn", fail: "bad" } as const)[state];
        this.print(`${this.out.paint(tone, `${mark} ${state.padEnd(4)}`)}  ${name.padEnd(width)}  ${detail}`);
        if (fix !== undefined) this.print(`${" ".repeat(width + 10)}${fix}`);
      }
    }
    if (failed) this.leave(exitCode.notReady);
  }
}
