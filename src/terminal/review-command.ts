import { Args } from "@oclif/core";
import { GamedayCommand } from "./command.ts";
import type { ReviewToShow } from "./review-lines.ts";
import { showReview } from "./show-review.ts";

/** A command about the review of a drill that has ended. */
export abstract class ReviewCommand extends GamedayCommand {
  static override args = {
    drill: Args.string({
      description:
        "a drill's id, a part of it, or its run folder (default: the last one that ended)",
    }),
  };

  protected showReview(
    shown: ReviewToShow & { readonly said: string | undefined },
    json: boolean,
  ): void {
    if (json) return this.printJson({ type: "review", v: 1, ...shown });
    showReview(
      shown,
      this.out,
      (line) => this.print(line),
      (line) => this.say(line),
    );
  }
}
