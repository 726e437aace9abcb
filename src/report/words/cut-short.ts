import { isCutShort } from "../../metrics/cut-short.ts";
import type { Context } from "../context.ts";

/**
 * When and how a drill was ended from outside: `the drill ended at +0:13 (aborted by watchdog: the
 * command is gone)`; undefined for one that came to its own end.
 */
export function cutShort({
  summary: { ended },
  endMs,
  clock,
}: Pick<Context, "summary" | "endMs" | "clock">): string | undefined {
  if (ended === null) return `the journal ends abruptly at ${clock(endMs)}`;
  return isCutShort(ended) ? `the drill ended at ${clock(endMs)} (${ended.detail})` : undefined;
}
