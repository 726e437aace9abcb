import type { TimelineItem } from "../../metrics/timeline.ts";
import { faultLine } from "./fault-line.ts";
import { incidentLine } from "./incident-line.ts";
import { toolLine } from "./tool-line.ts";
import { truthLine } from "./truth-line.ts";
import type { Setting, Words } from "./words.ts";

/** An event as a line for people; undefined for what is only data. */
export function wordsOf(item: TimelineItem, setting: Setting): Words | undefined {
  return (
    truthLine(item, setting) ??
    faultLine(item) ??
    incidentLine(item, setting) ??
    toolLine(item, setting)
  );
}
