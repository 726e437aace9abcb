import { Flags } from "@oclif/core";
import { listScenarios } from "../../app/scenario/list.ts";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";

export default class ScenarioList extends GamedayCommand {
  static override summary = "List the shipped scenarios.";
  static override examples = [
    "<%= config.bin %> scenario list",
    "<%= config.bin %> scenario list --variants",
    "<%= config.bin %> scenario list --json",
  ];
  static override flags = {
    variants: Flags.boolean({
      description: "list the variants too, which reveals what breaks",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ScenarioList);
    const paths = findPaths(process.env, process.cwd());
    const scenarios = listScenarios(paths);
    // Their titles stand in files of their own: only who asks waits for those.
    const titles = flags.variants
      ? (await import("../../app/scenario/load.ts")).variantTitles(
          paths,
          scenarios.map(({ id }) => id),
        )
      : {};
    if (flags.json)
      return this.printJson(
        flags.variants
          ? scenarios.map((scenario) => ({ ...scenario, titles: titles[scenario.id] ?? {} }))
          : scenarios,
      );
    const width = Math.max(...scenarios.map(({ id }) => id.length));
    const indent = " ".repeat(width + 2);
    for (const { id, title, kind, difficulty, variants } of scenarios) {
      this.print(
        `${id.padEnd(width)}  ${kind.padEnd(5)}  ${"*".repeat(difficulty).padEnd(5)}  ${title}${variants.length > 1 ? `  (${variants.length} variants)` : ""}`,
      );
      const widest = Math.max(...variants.map(({ length }) => length));
      if (flags.variants)
        for (const [index, variant] of variants.entries())
          this.print(
            `${indent}${variant.padEnd(widest)}  ${titles[id]?.[variant] ?? ""}${index === 0 ? " (runs when none is named)" : ""}`.trimEnd(),
          );
    }
    this.say(
      `next    gameday run hot-mysql    gameday scenario show hot-mysql    gameday ${
        flags.variants ? "run hot-mysql --variant hot-row" : "scenario list --variants"
      }`,
    );
  }
}
