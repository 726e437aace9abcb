import { formatDuration } from "../kernel/duration.ts";
import type { EventData } from "./event.ts";

type GeneratorType = "load.saturated" | "load.short" | "load.stalled" | "load.ended";

/** What became of a flow's generator, in one sentence. */
export function generatorText(
  event: { [T in GeneratorType]: { readonly type: T; readonly data: EventData[T] } }[GeneratorType],
): string {
  switch (event.type) {
    case "load.saturated":
      return `the load generator${event.data.flow === undefined ? "" : ` of ${event.data.flow}`} sends late, by ${formatDuration(event.data.lateP99)} (p99)`;
    case "load.short":
      return `the load generator of ${event.data.flow} begins ${event.data.sent} of ${event.data.due} journeys that are due`;
    case "load.stalled":
      return `no measurements of ${event.data.flow} from here on: its load generator has stalled`;
    case "load.ended":
      return `the load generator of ${event.data.flow} ended${event.data.ranMs === undefined ? "" : ` after ${formatDuration(event.data.ranMs)}`}: ${event.data.why}`;
    default:
      return event satisfies never;
  }
}
