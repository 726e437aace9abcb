import { Args } from "@oclif/core";
import { findPaths } from "../../register/paths.ts";
import { GamedayCommand } from "../../terminal/command.ts";
import { showReview } from "../../terminal/show-review.ts";

export default class ReviewClose extends GamedayCommand {
  static override summary = "Close a drill: its review was held, and everything is still verified.";
  static override description =
    "It needs a meeting time and the status completed. Exit codes: 0 closed, 64 refused.";
  static override examples = [
    "<%= config.bin %> review close",
    "<%= config.bin %> review close 7f3a",
  ];
  static override args = {
    drill: Args.string({
      description:
        "a drill's id, a part of it, or its run folder (default: the last one that ended)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReviewClose);
    const { review } = await import("../../app/review/review.ts");
    const shown = await review(findPaths(process.env, process.cwd()), process.cwd(), {
      drill: args.drill,
      command: { do: "close" },
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
