import type { TimelineItem } from "../metrics/timeline.ts";
import type { ChartFlag } from "./chart/impact-chart.ts";
import type { Context } from "./context.ts";
import { pageWords } from "../wording/actor.ts";
import { wordsOf } from "../wording/event/index.ts";

const mostFlags = 40;

/**
 * What the large chart names: what people did, the first page, and when service was restored or lost
 * again.
 */
export function flagsOf(context: Context): readonly ChartFlag[] {
  const { summary, since } = context;
  const named = summary.timeline.items.flatMap((item): ChartFlag[] => {
    const weight = weightOf(item);
    const text = weight === 0 ? undefined : wordsOf(item, context)?.short;
    return text === undefined
      ? []
      : [
          {
            atMs: since(item.atMs),
            text,
            weight,
            kind: flagKind(item),
          },
        ];
  });
  const page = summary.pages.find(({ atMs }) => atMs === summary.moments.page);
  const paged: ChartFlag[] =
    page === undefined
      ? []
      : [
          {
            atMs: since(page.atMs),
            text: `page to ${pageWords(page)}`,
            weight: 3,
            kind: "monitor",
          },
        ];
  return [...named, ...paged]
    .toSorted((a, b) => b.weight - a.weight || a.atMs - b.atMs)
    .slice(0, mostFlags)
    .toSorted((a, b) => a.atMs - b.atMs);
}

function flagKind(item: TimelineItem): ChartFlag["kind"] {
  if (item.type === "truth.changed") return "truth";
  return automatic(item) ? "monitor" : "person";
}

const stateWeights: ReadonlyMap<string, number> = new Map([
  ["mitigated", 6],
  ["resolved", 5],
  ["reopened", 5],
  ["false-alarm", 5],
]);

const automatic = (item: TimelineItem): boolean =>
  item.actor.kind === "monitor" ||
  item.actor.kind === "engine" ||
  (item.type === "incident.severity" && item.data.automatic);

/** How much an event matters on a chart; nought leaves it to the lanes and the timeline. */
function weightOf(item: TimelineItem): number {
  switch (item.type) {
    case "truth.changed":
      return item.data.state === "contained" || item.data.state === "recurred" ? 10 : 0;
    case "incident.declared":
      return 9;
    case "incident.severity":
      return 8;
    case "action.detected":
      return 7;
    case "incident.state":
      return stateWeights.get(item.data.state) ?? 0;
    case "tool.used":
      return item.data.tool === "kill-loop" ? 5 : 0;
    case "change.seen":
      return 5;
    case "evidence.proved":
      return 4;
    case "hint.given":
      return 2;
    case "incident.updated":
      return 1;
    default:
      return 0;
  }
}
