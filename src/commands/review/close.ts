import { findPaths } from "../../register/paths.ts";
import { ReviewCommand } from "../../terminal/review-command.ts";

export default class ReviewClose extends ReviewCommand {
  static override summary = "Close a drill: its review was held, and everything is still verified.";
  static override description =
    "It needs a meeting time and the status completed. Exit codes: 0 closed, 64 refused.";
  static override examples = [
    "<%= config.bin %> review close",
    "<%= config.bin %> review close 7f3a",
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReviewClose);
    const { review } = await import("../../app/review/review.ts");
    const shown = await review(findPaths(process.env, process.cwd()), process.cwd(), {
      drill: args.drill,
      command: { do: "close" },
    });
    this.showReview(shown, flags.json);
  }
}
