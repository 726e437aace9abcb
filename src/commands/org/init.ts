import { userInfo } from "node:os";
import { basename } from "node:path";
import { Flags } from "@oclif/core";
import { exitCode } from "../../kernel/exit-code.ts";
import { kebab } from "../../kernel/id.ts";
import { realClock } from "../../register/real-clock.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import type { OrgFlags } from "../../terminal/org-asked.ts";

export default class OrgInit extends GamedayCommand {
  static override summary = "Write your own organisation file, step by step.";
  static override description = `Asks how you measure SEVs, for their levels, SLOs, the rotation of command, automation and the dashboard
of critical services, and writes gameday/org.yaml. Enter takes the default. Without a terminal, what no flag says is the default.`;
  static override examples = [
    "<%= config.bin %> org init",
    "<%= config.bin %> org init --extends bigeye --on-call ana,ben",
    "<%= config.bin %> org init --service checkout=99.9 --service search=99 --owner checkout=ana --mitigate 0=10m",
  ];
  static override flags = {
    name: Flags.string({ description: "the organisation's name (default: this folder's)" }),
    extends: Flags.string({ description: "the preset to start from (default: gremlin)" }),
    "below-for": Flags.string({
      description:
        "how long services are below their objective in the worst severity (default: 2m)",
    }),
    mitigate: Flags.string({
      description: "target of a severity, such as 0=15m or 2=none; may be repeated",
      multiple: true,
    }),
    service: Flags.string({
      description: "a critical service and its objective, such as checkout=99.9; may be repeated",
      multiple: true,
    }),
    "on-call": Flags.string({
      description: "who takes command, in the order of their turns: ana,ben (default: you)",
    }),
    "time-zone": Flags.string({
      description: "time zone of the rotation (default: this machine's)",
    }),
    every: Flags.string({
      description: "length of a turn (default: week)",
      options: ["week", "day"],
    }),
    handover: Flags.string({
      description: 'when a turn ends (default: "Mon 09:00"; for turns of a day "09:00")',
    }),
    acknowledge: Flags.string({
      description: "when an unanswered page goes on to the next person (default: the preset's)",
    }),
    reader: Flags.string({
      description:
        'who reads a list that is notified, such as "Executive Leadership Team=ana,ben"; may be repeated',
      multiple: true,
    }),
    owner: Flags.string({
      description: "owner of a service, such as checkout=ana; may be repeated",
      multiple: true,
    }),
    depends: Flags.string({
      description: "what a service depends on, such as checkout=database,search; may be repeated",
      multiple: true,
    }),
    force: Flags.boolean({
      description: "overwrite an existing gameday/org.yaml",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(OrgInit);
    const { mayWrite, writeOrganisation } = await import("../../app/org/init.ts");
    mayWrite(process.cwd(), flags.force);
    const draft = await this.draft(flags, flags.json);
    if (draft === undefined) return;
    const { file, text, weak } = writeOrganisation(process.cwd(), draft, flags.force);
    const next = ["gameday org check", "gameday org show", "gameday run hot-mysql"];
    if (flags.json) return this.printJson({ type: "organisation-init", v: 1, file, weak, next });
    this.data(text.trimEnd());
    this.say(`wrote   ${file}`);
    for (const { step, text: what } of weak) this.say(`${this.err.glyph.warn} ${step}: ${what}`);
    this.say(`next    ${next.join("    ")}`);
  }

  /** Undefined after Ctrl-C. */
  private async draft(flags: OrgFlags, json: boolean) {
    const { openWizard, WizardClosed } = await import("../../terminal/wizard.ts");
    const { orgQuestions } = await import("../../terminal/org-questions.ts");
    const { presets } = await import("../../register/presets.ts");
    const wizard = json ? undefined : await openWizard(process.env, this.err);
    try {
      return await orgQuestions({
        wizard,
        flags,
        presets: presets(),
        here: {
          name: kebab(basename(process.cwd())) || "mine",
          user: kebab(userInfo().username) || "me",
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          now: realClock.wallMs(),
        },
        say: (text) => this.say(text),
      });
    } catch (error) {
      if (!(error instanceof WizardClosed)) throw error;
      this.say("nothing is written");
      this.leave(exitCode.interrupted);
      return undefined;
    }
  }
}
