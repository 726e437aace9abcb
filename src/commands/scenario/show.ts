import { Args, Flags } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ScenarioShow extends GamedayCommand {
  static override summary = "Show a scenario with all defaults filled in.";
  static override description =
    "Causes, evidence and mitigations stay folded away unless you ask for them with --spoilers.";
  static override examples = [
    "<%= config.bin %> scenario show hot-mysql",
    "<%= config.bin %> scenario show hot-mysql --spoilers",
    "<%= config.bin %> scenario show --schema > scenario.schema.json",
    "<%= config.bin %> scenario show hot-mysql --graph",
    "<%= config.bin %> scenario show hot-mysql --graph=svg > hot-mysql.svg",
    "<%= config.bin %> scenario show --faults",
  ];
  static override args = {
    scenario: Args.string({ description: "a file, or the name of a shipped scenario" }),
  };
  static override flags = {
    variant: Flags.string({ description: "variant to show (default: the scenario's first)" }),
    spoilers: Flags.boolean({ description: "show the answers too", default: false }),
    graph: Flags.string({
      description: "draw the topology, and with --spoilers the faults (default: mermaid)",
      options: ["mermaid", "svg"],
    }),
    schema: Flags.boolean({
      description: "print the JSON Schema of scenario files",
      default: false,
    }),
    faults: Flags.boolean({
      description: "list the faults and probes that a scenario can name",
      default: false,
    }),
  };

  async run(): Promise<void> {
    this.argv = withForm(this.argv);
    const { args, flags } = await this.parse(ScenarioShow);
    const show = await import("../../app/scenario/show.ts");
    if (flags.schema) return this.data(show.schemaText());
    if (flags.faults) return this.data(show.catalogText());
    if (args.scenario === undefined) throw show.nothingToShow();
    const paths = findPaths(process.env, process.cwd());
    const wish = { scenario: args.scenario, variant: flags.variant, spoilers: flags.spoilers };
    if (flags.graph === "mermaid" || flags.graph === "svg")
      return this.data(show.scenarioGraph(paths, process.cwd(), wish, flags.graph).trimEnd());
    if (flags.json) return this.printJson(show.scenarioData(paths, process.cwd(), wish));
    this.data(show.scenarioText(paths, process.cwd(), wish));
  }
}

/** `--graph` alone means Mermaid. */
function withForm(argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    if (word !== "--graph") return [word];
    return ["mermaid", "svg"].includes(argv[index + 1] ?? "") ? [word] : ["--graph=mermaid"];
  });
}
