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
    return `${hasFault ? "No objective is missed after the fault." : "No fault was applied."} At its lowest, ${listed(slis.map((line) => `${line.name} stands at ${percent(lowestOf(line))}`))}.`;
  const lows = listed(
    slis.map((line) => `${line.name} falls to ${percent(line.worst ?? lowestOf(line))}`),
  );
  const again = more.length === 0 ? "" : `, with ${counted(more.length, "relapse")} between`;
  const end = open
    ? `are not back when the play ends, ${duration(endMs)} after the fault`
    : `are back ${duration(last.toMs)} after it`;
  return `Users are hurt ${duration(first.fromMs)} after the fault and ${end}${again}. In its worst second, ${lows}.`;
}
