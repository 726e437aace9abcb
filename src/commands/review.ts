import { Flags } from "@oclif/core";
import { findPaths } from "../register/paths.ts";
import { ReviewCommand } from "../terminal/review-command.ts";

export default class Review extends ReviewCommand {
  static override summary =
    "Show a drill's review and what it still needs, or set its owner, dates and status.";
  static override description = `A review begins with its owner; then the scenario's corrective actions are proposed. Everything is appended to a file
beside the runs (reports/actions); the journal stays as it is. Exit codes: 0 shown or written, 64 refused, with what to type instead.`;
  static override examples = [
    "<%= config.bin %> review",
    "<%= config.bin %> review 7f3a --owner ana",
    '<%= config.bin %> review 7f3a --meeting "2026-11-23 10:00" --status in-review',
    "<%= config.bin %> review 7f3a --status completed",
    "<%= config.bin %> review verify 7f3a",
  ];
  static override flags = {
    owner: Flags.string({ description: "who answers for the review; the first one begins it" }),
    due: Flags.string({
      description:
        "the day by which it is done, as in 2026-12-04 (default: by severity, from the profile)",
    }),
    meeting: Flags.string({
      description: 'when it is held, as in "2026-12-04 10:00", in your time zone',
    }),
    status: Flags.string({
      description: "how far it is; completed needs a meeting that is over",
      options: ["draft", "in-review", "completed"],
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Review);
    const { review } = await import("../app/review/review.ts");
    const { reviewCommand } = await import("../app/review/wish.ts");
    const command = reviewCommand(flags);
    const shown = await review(findPaths(process.env, process.cwd()), process.cwd(), {
      drill: args.drill,
      ...(command === undefined ? {} : { command }),
    });
    this.showReview(shown, flags.json);
  }
}
