import { findPaths } from "../../register/paths.ts";
import { ReviewCommand } from "../../terminal/review-command.ts";

export default class ReviewVerify extends ReviewCommand {
  static override summary =
    "Call a drill verified: every must action has owner and date, and its rerun passed or was waived.";
  static override description =
    "What is missing is named, with what to type for it. Exit codes: 0 verified, 64 refused.";
  static override examples = [
    "<%= config.bin %> review verify",
    "<%= config.bin %> review verify 7f3a",
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReviewVerify);
    const { review } = await import("../../app/review/review.ts");
    const shown = await review(findPaths(process.env, process.cwd()), process.cwd(), {
      drill: args.drill,
      command: { do: "verify" },
    });
    this.showReview(shown, flags.json);
  }
}
