import { reviewLines, type ReviewToShow } from "./review-lines.ts";
import type { Style } from "./style.ts";

/** Prints a review after a command, and what to type next. */
export function showReview(
  shown: ReviewToShow & { readonly said: string | undefined },
  style: Style,
  print: (line: string) => void,
  say: (line: string) => void,
): void {
  if (shown.said !== undefined) say(shown.said);
  const width = process.stdout.isTTY ? process.stdout.columns : 200;
  for (const line of reviewLines(shown, width, style)) print(line);
  say(`next    ${nextCommands(shown).join("    ")}`);
}

function nextCommands({ missing, review }: ReviewToShow): readonly string[] {
  const { drill } = review.about;
  const [first] = missing;
  if (first !== undefined) return [first.type];
  if (review.state === "reviewing") return [`gameday review verify ${drill}`];
  if (review.state === "verified") return [`gameday review close ${drill}`];
  return [`gameday report build ${drill}`, "gameday actions --open"];
}
