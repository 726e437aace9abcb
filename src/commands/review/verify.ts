import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { showReview } from "../../terminal/show-review.ts";

export default class ReviewVerify extends GamedayCommand {
  static override summary =
    "Call a drill verified: every must action has owner and date, and its rerun passed or was waived.";
  static override description =
    "What is missing is named, with what to type for it. Exit codes: 0 verified, 64 refused.";
  static override examples = [
    "<%= config.bin %> review verify",
    "<%= config.bin %> review verify 7f3a",
  ];
  static override args = {
    drill: Args.string({
      description:
        "a drill's id, a part of it, or its run folder (default: the last one that ended)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReviewVerify);
    const { review } = await import("../../app/review/review.ts");
    const shown = await review(findPaths(process.env, process.cwd()), process.cwd(), {
      drill: args.drill,
      command: { do: "verify" },
    });
    if (flags.json) return this.printJson({ type: "review", v: 1, ...shown });
    showReview(
      shown,
      this.out,
      (line) => this.print(line),
      (line) => this.say(line),
    );
  }
}
