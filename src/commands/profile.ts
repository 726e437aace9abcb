import { Args } from "@oclif/core";
import { GamedayCommand } from "../terminal/command.ts";

export default class Profile extends GamedayCommand {
  static override summary = "Show the organisations that come with Gameday.";
  static override description =
    "The presets that an organisation file can extend, and that a run can take with --org.";
  static override examples = [
    "<%= config.bin %> profile",
    "<%= config.bin %> profile show bigeye",
    "<%= config.bin %> profile list --json",
  ];
  static override args = {
    what: Args.string({
      description: "all of them, or one in full",
      options: ["list", "show"],
      default: "list",
    }),
    name: Args.string({ description: "which one to show (default: gremlin)" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Profile);
    const { findPreset, presets } = await import("../register/presets.ts");
    if (args.what === "show") {
      const { profile } = findPreset(args.name ?? "gremlin");
      const { shownOrganisation } = await import("../app/org/show.ts");
      const { organisation, file, text } = shownOrganisation(process.cwd(), profile.id);
      if (flags.json) return this.printJson({ type: "organisation", v: 1, file, ...organisation });
      return this.data(text.trimEnd());
    }
    const all = presets().map(({ profile: { id, title, severities } }) => ({
      id,
      title,
      severities: severities.map(({ label }) => label),
    }));
    if (flags.json) return this.printJson({ type: "profiles", v: 1, profiles: all });
    for (const { id, title, severities } of all)
      this.print(`${id.padEnd(10)}  ${String(severities.length).padStart(2)} severities  ${title}`);
    this.say("next    gameday profile show bigeye    gameday org init --extends bigeye");
  }
}
