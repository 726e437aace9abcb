import { Args, Flags } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayError } from "../../kernel/error.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import {
  checkSimulated,
  isSimulated,
  simulatedLine,
  stageFlags,
} from "../../terminal/stage-flags.ts";

export default class ScenarioTest extends GamedayCommand {
  static override summary =
    "Run the scripted players on a scenario to check that it works as a drill.";
  static override description = `The perfect player must pass, the wrong one must be detected and lose more, the idle one must fail with the impact confirmed
by the gateway's access log, and a run after them must start clean. Every variant is tested; the wrong player runs on the first.
Each is an ordinary run with a report.

EXIT CODES
  0 all checks pass   1 a check fails   2 a run proved nothing   64, 69, 70, 75, 129, 130, 143 as for gameday run`;
  static override examples = [
    "<%= config.bin %> scenario test hot-mysql",
    "<%= config.bin %> scenario test ./gameday/first.yaml",
    "<%= config.bin %> scenario test region-failure --variant gray --player perfect",
    "<%= config.bin %> scenario test --all --json",
  ];
  static override args = {
    scenario: Args.string({
      description: "name of a shipped scenario, or a file; optionally with /VARIANT",
    }),
  };
  static override flags = {
    all: Flags.boolean({ description: "all shipped scenarios", default: false }),
    variant: Flags.string({ description: "only this variant" }),
    player: Flags.string({
      description: "only this player; may be repeated",
      multiple: true,
      options: ["perfect", "wrong", "idle"],
    }),
    ...stageFlags,
    seed: Flags.string({
      description: "random seed (default: generated for each variant)",
      env: "GAMEDAY_SEED",
    }),
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(ScenarioTest);
    checkSimulated(flags.runtime, raw);
    if ((args.scenario === undefined) !== flags.all)
      throw new GamedayError("GD-C001", flags.all ? "--all takes no name" : "which scenario?", {
        hint: "gameday scenario test hot-mysql, a file of yours, or --all",
      });
    const { columns, testScenarios } = await import("../../app/run/test-scenario.ts");
    const { withSteps } = await import("../../terminal/steps.ts");
    const { testTable } = await import("../../terminal/test-table.ts");
    const wish = {
      scenario: args.scenario,
      variant: flags.variant,
      players: flags.player,
      runtime: flags.runtime,
      seed: flags.seed,
      load: flags.load,
      allowTargets: flags["allow-target"] ?? [],
      allowImages: flags["allow-image"] ?? [],
      allowRemoteEngine: flags["allow-remote-engine"],
      trust: { given: flags.trust, ask: flags.json ? undefined : await this.consent() },
    };
    const { rows, exit } = await withSteps((onStep) =>
      testScenarios(findPaths(process.env, process.cwd()), process.cwd(), wish, onStep),
    );
    if (flags.json) this.printJson({ type: "scenario-test", v: 1, rows, exitCode: exit });
    else
      for (const line of testTable(rows, columns, this.out, process.stdout.columns ?? 160))
        this.print(line);
    if (isSimulated(flags.runtime) && !flags.json) this.print(simulatedLine);
    this.leave(exit);
  }
}
