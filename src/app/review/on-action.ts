import { findPaths } from "../../register/paths.ts";
import type { ReviewCommand } from "../../review/decide.ts";
import { missingNow } from "../../review/missing.ts";
import type { ReviewState } from "../../review/state.ts";
import { endedDrill } from "./drill.ts";
import { act } from "./review.ts";

/** Adds or changes a corrective action, and says what to type next. */
export async function onAction(
  wanted: string | undefined,
  command: ReviewCommand,
): Promise<{ readonly text: string; readonly next: readonly string[]; readonly data: unknown }> {
  const cwd = process.cwd();
  const drill = endedDrill(findPaths(process.env, cwd), wanted, cwd);
  const { said, review } = await act(drill, command);
  return { text: said, next: [nextOf(review)], data: { drill: drill.about.drill, ...review } };
}

function nextOf(review: ReviewState): string {
  const { drill, kind } = review.about;
  if (kind === "Test") return `gameday actions --drill ${drill}`;
  const [first] = missingNow(review);
  if (first !== undefined) return first.type;
  return review.state === "reviewing"
    ? `gameday review verify ${drill}`
    : `gameday review ${drill}`;
}
