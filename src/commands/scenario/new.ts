import { Args, Flags } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import type { NewWish } from "../../app/scenario/new.ts";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode } from "../../kernel/exit-code.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import type { Wizard } from "../../terminal/wizard.ts";

export default class ScenarioNew extends GamedayCommand {
  static override summary = "Create a scenario of your own.";
  static override description = `Writes a Test on one of the shipped systems, or a copy of a shipped scenario. On a terminal it asks for missing values;
otherwise they have defaults. The file is valid and runs as it is.`;
  static override examples = [
    "<%= config.bin %> scenario new",
    "<%= config.bin %> scenario new mine.yaml --fault pause --target api/1",
    "<%= config.bin %> scenario new mine.yaml --fault latency --target api-to-dbhop --with latency=100ms",
    "<%= config.bin %> scenario new mine.yaml --from slow-database",
  ];
  static override args = { file: Args.string({ description: "the file to write" }) };
  static override flags = {
    from: Flags.string({ description: "scenario to copy" }),
    stack: Flags.string({
      description: "the system: a shipped stack file, or your own",
    }),
    id: Flags.string({ description: "its name (default: the file's)" }),
    title: Flags.string({ description: "title of the scenario" }),
    fault: Flags.string({
      description: "fault to inject; <%= config.bin %> scenario show --faults lists them",
    }),
    target: Flags.string({
      description: "target: a component, a replica, or a link such as api-to-dbhop",
    }),
    with: Flags.string({
      description: "a parameter of the fault, name=value; may be repeated",
      multiple: true,
    }),
    for: Flags.string({ description: "duration of the fault", default: "5s" }),
    force: Flags.boolean({ description: "overwrite an existing file", default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScenarioNew);
    const app = await import("../../app/scenario/new.ts");
    const paths = findPaths(process.env, process.cwd());
    const given = {
      file: args.file ?? "",
      from: flags.from,
      id: flags.id,
      title: flags.title,
      stack: flags.stack ?? "stacks/shop.yaml",
      fault: flags.fault ?? "pause",
      target: flags.target,
      with: flags.with ?? [],
      for: flags.for,
      force: flags.force,
    };
    const enough =
      args.file !== undefined && (flags.from !== undefined || flags.fault !== undefined);
    const { openWizard, WizardClosed } = await import("../../terminal/wizard.ts");
    const wizard = enough || flags.json ? undefined : await openWizard(process.env, this.err);
    let wish: NewWish;
    try {
      wish =
        wizard === undefined
          ? defaults(given)
          : await this.questions(wizard, given, { paths, stack: flags.stack, fault: flags.fault });
    } catch (error) {
      if (!(error instanceof WizardClosed)) throw error;
      this.say("nothing is written");
      return this.leave(exitCode.interrupted);
    }
    const written = app.newScenario(paths, process.cwd(), wish);
    if (flags.json) return this.printJson({ type: "written", v: 1, ...written });
    this.print(`${this.out.glyph.good} ${written.file} is written, and valid`);
    this.say(
      `next    gameday run ${written.file} --dry-run    gameday run ${written.file}    gameday scenario show ${written.file}`,
    );
  }

  private async questions(
    wizard: Wizard,
    wish: NewWish,
    {
      paths,
      stack,
      fault,
    }: {
      paths: ReturnType<typeof findPaths>;
      stack: string | undefined;
      fault: string | undefined;
    },
  ): Promise<NewWish> {
    const { faultOffers, newOffers } = await import("../../app/scenario/new.ts");
    const { newQuestions } = await import("../../terminal/new-questions.ts");
    const file =
      wish.file === "" ? await wizard.ask("Which file?", "gameday/first.yaml") : wish.file;
    return newQuestions(
      wizard,
      { ...wish, file },
      { stack, fault },
      { offers: newOffers(paths), faults: (of) => faultOffers(paths, process.cwd(), of) },
    );
  }
}

/** By default, one of the shop's two api nodes freezes. */
function defaults(wish: NewWish): NewWish {
  if (wish.file === "")
    throw new GamedayError("GD-C001", "which file?", {
      hint: "gameday scenario new mine.yaml --fault pause --target api/1",
    });
  return wish.from === undefined &&
    wish.target === undefined &&
    wish.fault === "pause" &&
    wish.stack === "stacks/shop.yaml"
    ? { ...wish, target: "api/1" }
    : wish;
}
