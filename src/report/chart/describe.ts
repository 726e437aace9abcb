import { counted, percent } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { listed } from "../../wording/text.ts";
import type { Span } from "./spans.ts";
import { lowestOf, type SliLine } from "./success-panel.ts";

/**
 * What the large chart shows, in words: for those who cannot see it, and as its caption. Times are
 * milliseconds from the fault.
 */
export function describe(
  slis: readonly SliLine[],
  windows: readonly Span[],
  open: boolean,
  endMs: number,
  hasFault: boolean,
): string {
  const [first, ...more] = windows;
  const last = windows.at(-1);
  if (slis.every(({ bins }) => bins.every(({ success }) => success === null)))
    return "Nothing was measured.";
  if (first === undefined || last === undefined)
    return `${hasFault ? "Every objective was met after the fault." : "No fault was applied."} At its lowest, ${listed(slis.map((line) => `${line.name} was at ${percent(lowestOf(line))}`))}.`;
  const lows = listed(
    slis.map((line) => `${line.name} fell to ${percent(line.worst ?? lowestOf(line))}`),
  );
  const again = more.length === 0 ? "" : `, with ${counted(more.length, "relapse")} in between`;
  const end = open
    ? `service was not restored before the drill ended ${duration(endMs)} after it`
    : `service was restored ${duration(last.toMs)} after it`;
  return `${first.fromMs < 1_000 ? "Users were affected immediately" : `Users were affected ${duration(first.fromMs)} after the fault`}; ${end}${again}. In the worst second, ${lows}.`;
}
