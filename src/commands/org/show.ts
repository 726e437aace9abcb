import { Flags } from "@oclif/core";
import { GamedayCommand } from "../../terminal/command.ts";

export default class OrgShow extends GamedayCommand {
  static override summary = "Show how your organisation runs incidents, with all of it filled in.";
  static override description =
    "The organisation that a drill in this folder would have. Above each part is the file that it comes from.";
  static override examples = [
    "<%= config.bin %> org show",
    "<%= config.bin %> org show --org bigeye",
    "<%= config.bin %> org show --schema > organisation.schema.json",
  ];
  static override flags = {
    org: Flags.string({
      description:
        "an organisation file or a preset (default: gameday/org.yaml in or above this folder, gremlin)",
    }),
    schema: Flags.boolean({
      description: "print the JSON Schema of organisation files",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(OrgShow);
    const { schemaText, shownOrganisation } = await import("../../app/org/show.ts");
    if (flags.schema) return this.data(schemaText());
    const { organisation, file, why, text } = shownOrganisation(process.cwd(), flags.org);
    if (flags.json)
      return this.printJson({ type: "organisation", v: 1, file, why, ...organisation });
    this.say(`${organisation.profile.id}: ${why}`);
    this.data(text.trimEnd());
  }
}
